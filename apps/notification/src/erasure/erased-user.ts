import { CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who is told nothing any more: news of their orders may still be on its way. Nothing but the id is kept. */
@Entity({ name: 'erased_user' })
export class ErasedUser {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  at!: Date;
}
