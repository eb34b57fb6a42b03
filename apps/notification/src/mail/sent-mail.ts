import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A mail that went out, by whichever channel: kept for people and tests to look up. */
@Entity({ name: 'sent_mail' })
export class SentMail {
  /** The errand's id, the same over all its tries. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'notification_id' })
  notificationId!: string;

  @Column('text')
  channel!: string;

  @Column('text', { name: 'to_address' })
  to!: string;

  @Column('text')
  subject!: string;

  @Column('text')
  body!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  at!: Date;
}
