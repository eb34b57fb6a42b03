import type { User } from '@demae/contracts';
import { Problem, refused } from '@demae/platform';
import { newId } from '@demae/saga';
import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';

export const roles = ['customer', 'merchant', 'driver', 'support', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Roles that anyone may take when registering; the others are given by an admin. */
const open: readonly string[] = ['customer', 'merchant', 'driver'];

/** A person who can sign in. */
@Entity('account')
export class Account {
  @PrimaryColumn('uuid')
  id!: string;

  /** In lower case; unique. */
  @Column('text')
  email!: string;

  /** Argon2id in PHC form; none for who logs in with a provider. */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  /** Whether its owner has shown to read mail there. */
  @Column('boolean', { name: 'email_verified' })
  emailVerified!: boolean;

  @Column('text')
  name!: string;

  @Column('jsonb')
  roles!: Role[];

  /** en or ja */
  @Column('text')
  locale!: string;

  @Column('text', { nullable: true })
  vehicle!: string | null;

  @Column('text', { nullable: true })
  licence!: string | null;

  /** Since when its owner may not log in. */
  @Column('timestamptz', { name: 'suspended_at', nullable: true })
  suspendedAt!: Date | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn()
  version!: number;

  /** A new account; the e-mail address must have been checked to be free. */
  static open(details: { email: string; passwordHash: string | null; name: string; roles: Role[]; locale: string; emailVerified: boolean }): Account {
    return Object.assign(new Account(), { ...details, id: newId(), email: normalized(details.email), vehicle: null, licence: null, suspendedAt: null });
  }

  becomeDriver(vehicle: string, licence: string | undefined): void {
    if (!this.roles.includes('driver')) this.roles = [...this.roles, 'driver'];
    this.vehicle = vehicle;
    this.licence = licence ?? null;
  }
}

/** One person, one account: "Ann@Example.com " and "ann@example.com" are the same address. */
export function normalized(email: string): string {
  return email.trim().toLowerCase();
}

/** The roles of someone who registers. @throws Problem 422 for a role that is not for the taking. */
export function rolesOnRegistration(wanted: string): Role[] {
  const role = wanted || 'customer';
  if (!open.includes(role)) throw refused(`Nobody registers as ${role}; register as ${open.join(', ')}.`, 'role');
  return [role as Role];
}

/** For whoever has shown to be its owner, and nobody else. */
export function suspended(): Problem {
  return new Problem({ status: 403, title: 'Suspended', detail: 'This account is suspended. Ask support why, and how it is opened again.', code: 'suspended' });
}

/** What others may know of an account. */
export function asUser(account: Account): User {
  const { id, email, emailVerified, name, locale, createdAt } = account;
  return { id, email, emailVerified, name, roles: account.roles, locale, createdAt, suspended: account.suspendedAt !== null };
}
