import type { SavedAddress, User } from '@demae/contracts';
import { Flag, Instant, OneOf, Text, Uuid } from '../http/fields.js';
import { pageOf } from '../http/page.js';
import { Address } from '../http/values.js';
import { LOCALES, PersonView } from './credentials.js';

export class ProfileView extends PersonView {
  @Flag({ what: 'whether the token mailed to this address came back' })
  emailVerified!: boolean;

  @OneOf(LOCALES)
  locale!: string;

  @Instant()
  createdAt!: string;
}

export class ProfileBody {
  @Text({ min: 1, max: 100, optional: true, example: 'Ann' })
  name?: string;

  @OneOf(LOCALES, { optional: true })
  locale?: string;
}

export class DriverBody {
  @Text({ min: 1, max: 50, example: 'bicycle' })
  vehicle!: string;

  @Text({ min: 1, max: 50, optional: true, example: 'T-123' })
  licence?: string;
}

export class AddressBody extends Address {
  @Text({ min: 1, max: 50, example: 'Home' })
  label!: string;
}

export class AddressView extends AddressBody {
  @Uuid()
  id!: string;
}

export class AddressPage extends pageOf(() => AddressView) {}

export class NotificationView {
  @Uuid()
  id!: string;

  @Text({ max: 50, example: 'order.confirmed' })
  kind!: string;

  @Text({ max: 200 })
  title!: string;

  @Text({ max: 5000 })
  body!: string;

  @Uuid({ optional: true })
  orderId?: string;

  @Instant()
  at!: string;

  @Instant({ optional: true })
  readAt?: string;
}

export class NotificationPage extends pageOf(() => NotificationView) {}

export function profile({ id, email, emailVerified, name, roles, locale, createdAt }: User): ProfileView {
  return { id, email, emailVerified, name, roles, locale, createdAt: createdAt.toISOString() };
}

export function savedAddress({ id, label, address }: SavedAddress): AddressView {
  return { id, label, ...address };
}
