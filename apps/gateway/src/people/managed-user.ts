import type { User } from '@demae/contracts';
import { Flag, OneOf, SomeOf, Text } from '../http/fields.js';
import { pageOf, PageQuery } from '../http/page.js';
import { profile, ProfileView } from './profile.js';

const ROLES = ['customer', 'merchant', 'driver', 'support', 'admin'];

export class UsersQuery extends PageQuery {
  @Text({ min: 1, max: 100, optional: true, what: 'part of a name or of an address', example: 'ann' })
  q?: string;

  @OneOf(ROLES, { optional: true })
  role?: string;

  @Flag({ optional: true, inQuery: true, what: 'only those who are, or are not' })
  suspended?: boolean;
}

export class AccessBody {
  @SomeOf(ROLES, { min: 1, optional: true, what: 'all that they have from now on' })
  roles?: string[];

  @Flag({ optional: true, what: 'whether they may not log in' })
  suspended?: boolean;
}

/** Somebody, as admins see them. */
export class ManagedUserView extends ProfileView {
  @Flag({ what: 'whether they may not log in' })
  suspended!: boolean;
}

export class ManagedUserPage extends pageOf(() => ManagedUserView) {}

export function managedUser(user: User): ManagedUserView {
  return { ...profile(user), suspended: user.suspended };
}
