import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Sms, SmsChannel } from './sms-channel.js';

/** A text message that went out, by whichever channel: kept for people and tests to look up. */
@Entity({ name: 'sent_sms' })
export class SentSms {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  channel!: string;

  @Column('text', { name: 'to_number' })
  to!: string;

  /** Without the code, if that went out. */
  @Column('text')
  body!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  at!: Date;

  static of(id: string, channel: SmsChannel, { to, text }: Sms): SentSms {
    return Object.assign(new SentSms(), { id, channel: channel.name, to, body: text });
  }
}
