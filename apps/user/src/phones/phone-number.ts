import type { PhoneNumber as PhoneNumberMessage } from '@demae/contracts';
import { newId } from '@demae/saga';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** Wrong tries that a code bears. */
export const TRIES = 5;

/** A phone that somebody says is theirs; verified when they could read a code sent to it. Several people may share one. */
@Entity('phone_number')
export class PhoneNumber {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  /** E.164 */
  @Column('text')
  number!: string;

  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt!: Date | null;

  /** Argon2id: of six digits a faster hash would be no secret. */
  @Column('text', { name: 'code_hash', nullable: true })
  codeHash!: string | null;

  @Column('timestamptz', { name: 'code_expires_at', nullable: true })
  codeExpiresAt!: Date | null;

  /** Of the present code. */
  @Column('int4')
  tries!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  static of(userId: string, number: string): PhoneNumber {
    return Object.assign(new PhoneNumber(), { id: newId(), userId, number, verifiedAt: null, codeHash: null, codeExpiresAt: null, tries: 0 });
  }

  /** In the place of the code before. */
  expect(codeHash: string, until: Date): void {
    Object.assign(this, { codeHash, codeExpiresAt: until, tries: 0 });
  }

  /** Counts a try; the hash to compare with, or undefined when there is no code that is good (any more). */
  try(now: Date): string | undefined {
    if (this.codeHash === null || this.codeExpiresAt! <= now || this.tries >= TRIES) return undefined;
    this.tries += 1;
    return this.codeHash;
  }

  verify(now: Date): void {
    Object.assign(this, { verifiedAt: now, codeHash: null, codeExpiresAt: null });
  }
}

export function asMessage({ id, number, verifiedAt }: PhoneNumber): PhoneNumberMessage {
  return { id, number, verified: verifiedAt !== null };
}
