import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Mail, MailChannel } from './mail-channel.js';

/** A mail that went out, by whichever channel: kept for people and tests to look up. */
@Entity({ name: 'sent_mail' })
export class SentMail {
  /** The errand's id, the same over all its tries; a token's mail has one of its own. */
  @PrimaryColumn('uuid')
  id!: string;

  /** None for a token's mail. */
  @Column('uuid', { name: 'notification_id', nullable: true })
  notificationId!: string | null;

  /** Whose it was; unknown for what was sent before this was written down. */
  @Column('uuid', { name: 'user_id', nullable: true })
  userId!: string | null;

  @Column('text')
  channel!: string;

  @Column('text', { name: 'to_address' })
  to!: string;

  @Column('text')
  subject!: string;

  /** Without the token, if that went out. */
  @Column('text')
  body!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  at!: Date;

  static of(id: string, notificationId: string | null, userId: string | undefined, channel: MailChannel, { to, subject, text }: Mail): SentMail {
    return Object.assign(new SentMail(), { id, notificationId, userId: userId ?? null, channel: channel.name, to, subject, body: text });
  }
}
