import type { Rating, Store } from '@demae/contracts';
import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { Currency, Flag, Form, ListOf, Nested, OneOf, Real, SomeOf, Text, TimeZone, Uuid, Whole } from '../http/fields.js';
import { PageQuery, pageOf } from '../http/page.js';
import { Address, PLACE, TIME } from '../http/values.js';

const KINDS = ['restaurant', 'shop'];
const FULFILLMENTS = ['delivery', 'pickup', 'shipping'];
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const CLOSING_TIME = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

export class OpeningHours {
  @Whole({ min: 1, max: 7, what: 'ISO weekday, 1 = Monday' })
  day!: number;

  @Form({ pattern: TIME, like: '10:00', what: 'local time of the store' })
  opens!: string;

  @Form({ pattern: CLOSING_TIME, like: '22:00', what: 'at or before opens = after midnight' })
  closes!: string;
}

export class SpecialHours {
  @Form({ pattern: TIME, like: '10:00', what: 'local time of the store' })
  opens!: string;

  @Form({ pattern: CLOSING_TIME, like: '15:00', what: 'at or before opens = after midnight' })
  closes!: string;
}

export class SpecialDay {
  @Form({ pattern: DATE, like: '2027-01-01', what: 'local date of the store' })
  date!: string;

  @ListOf(() => SpecialHours, { max: 10, optional: true, what: 'instead of those of its weekday; none = closed' })
  hours?: SpecialHours[];
}

export class RatingView implements Rating {
  @Real({ min: 1, max: 5, example: 4.3 })
  average!: number;

  @Whole({ min: 1, max: 2 ** 31 })
  count!: number;
}

export class StoreBody {
  @Text({ min: 1, max: 100, example: 'Ramen Ichi' })
  name!: string;

  @OneOf(KINDS)
  kind!: string;

  @Text({ max: 2000, optional: true })
  description?: string;

  @Currency()
  currency!: string;

  @TimeZone({ optional: true, what: 'UTC when absent' })
  timeZone?: string;

  @Nested(() => Address)
  address!: Address;

  @ListOf(() => OpeningHours, { max: 50, optional: true, what: 'none = always open' })
  openingHours?: OpeningHours[];

  @ListOf(() => SpecialDay, { max: 400, optional: true, what: 'holidays and festivals' })
  specialDays?: SpecialDay[];

  @Flag({ optional: true, what: 'takes every order without being asked' })
  autoAccept?: boolean;

  @Whole({ min: 1, max: 1440, optional: true, example: 20, what: 'minutes; 15 when absent' })
  prepMinutes?: number;

  @SomeOf(FULFILLMENTS, { min: 1, optional: true, what: 'delivery and pickup when absent' })
  fulfillment?: string[];
}

export class StoreChange extends PartialType(OmitType(StoreBody, ['kind', 'currency']), { skipNullProperties: false }) {}

export class StoreView {
  @Uuid()
  id!: string;

  @Uuid()
  ownerId!: string;

  @Text({ max: 100, example: 'Ramen Ichi' })
  name!: string;

  @OneOf(KINDS)
  kind!: string;

  @Text({ max: 2000 })
  description!: string;

  @Currency()
  currency!: string;

  @TimeZone()
  timeZone!: string;

  @Nested(() => Address)
  address!: Address;

  @ListOf(() => OpeningHours, { max: 50 })
  openingHours!: OpeningHours[];

  @ListOf(() => SpecialDay, { max: 400 })
  specialDays!: SpecialDay[];

  @Flag()
  openNow!: boolean;

  @Flag()
  autoAccept!: boolean;

  @Whole({ min: 1, max: 1440, example: 20 })
  prepMinutes!: number;

  @SomeOf(FULFILLMENTS)
  fulfillment!: string[];

  @ApiProperty({ type: () => RatingView, nullable: true, description: 'null until somebody has reviewed it' })
  rating!: RatingView | null;

  @Whole({ min: 1, max: 2 ** 31, what: 'grows with each change' })
  version!: number;

  @Real({ min: 0, max: 20_100_000, optional: true, what: 'metres from near' })
  distance?: number;
}

export class StorePage extends pageOf(() => StoreView) {}

export class StoreQuery extends PageQuery {
  @Text({ min: 1, max: 100, optional: true, what: 'words of the name, description or city, in any order; typos are forgiven' })
  q?: string;

  @Form({ pattern: PLACE, like: '35.681236,139.767125', optional: true, what: 'latitude and longitude; the nearest come first' })
  near?: string;

  @Real({ min: 0, max: 20_100_000, optional: true, inQuery: true, what: 'metres around near; 10,000 when absent', example: 3000 })
  radius?: number;

  @Flag({ optional: true, inQuery: true })
  openNow?: boolean;

  @OneOf(KINDS, { optional: true })
  kind?: string;

  @Uuid({ optional: true, what: 'of what it sells, or of a category above that' })
  category?: string;

  @OneOf(['name', 'newest', 'rating', 'distance', 'relevance'], { optional: true, what: 'distance when near is given, relevance when q is, name else' })
  sort?: string;
}

export function store({ distance, rating, ...fields }: Store): StoreView {
  return { ...fields, rating: rating ?? null, ...(distance === undefined ? {} : { distance }) };
}

/** As the catalog takes it. */
export function specialDayMessages(days: readonly SpecialDay[]): { date: string; hours: SpecialHours[] }[] {
  return days.map(({ date, hours = [] }) => ({ date, hours }));
}

