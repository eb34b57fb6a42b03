import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Somebody as a provider knows them, for good: addresses change hands, this does not. */
@Entity('identity')
export class Identity {
  @PrimaryColumn('text')
  issuer!: string;

  @PrimaryColumn('text')
  subject!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  static of({ issuer, subject }: Pick<Identity, 'issuer' | 'subject'>, userId: string): Identity {
    return Object.assign(new Identity(), { issuer, subject, userId });
  }
}
