import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Sms, SmsChannel } from './sms-channel.js';

/** A text message that went out, by whichever channel: kept for people and tests to look up. */
@Entity({ name: 'sent_sms' })
export class SentSms {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id', nullable: true })
  userId!: string | null;

  @Column('text')
  channel!: string;

  @Column('text', { name: 'to_number' })
  to!: string;

  /** Without the code, if that went out. */
  @Column('text')
  body!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  at!: Date;

  static of(id: string, userId: string | undefined, channel: SmsChannel, { to, text }: Sms): SentSms {
    return Object.assign(new SentSms(), { id, userId: userId ?? null, channel: channel.name, to, body: text });
  }
}
