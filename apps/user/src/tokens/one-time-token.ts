import { Column, Entity, PrimaryColumn } from 'typeorm';

export type Purpose = 'PASSWORD_RESET' | 'EMAIL_VERIFICATION';

/** What its owner, and nobody else, was mailed: who brings the token is the owner of the address. One is open for each purpose. */
@Entity('one_time_token')
export class OneTimeToken {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId!: string;

  @PrimaryColumn('text')
  purpose!: Purpose;

  /** SHA-256 of the token, which is in the mail only. */
  @Column('text')
  hash!: string;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;
}
