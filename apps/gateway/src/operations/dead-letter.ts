import type { DeadLetter, DeadLetterDetails, DeadLetterPosition, Redriven } from '@demae/contracts';
import { badRequest, notFound } from '@demae/platform';
import { Injectable, type PipeTransform } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Flag, Instant, ListOf, OneOf, Text, Texts, Whole } from '../http/fields.js';
import { PageQuery, pageOf } from '../http/page.js';
import { SERVICE_NAMES } from './services.js';

/** "inventory.12": the service, and the letter's id in it. */
export const LETTER_ID = /^([a-z]+)\.(\d{1,19}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export interface LetterId {
  service: string;
  id: string;
}

@Injectable()
export class LetterPipe implements PipeTransform<string, LetterId> {
  transform(value: string): LetterId {
    const [, service, id] = LETTER_ID.exec(value) ?? [];
    if (!service || !id || !(SERVICE_NAMES as readonly string[]).includes(service)) throw notFound('dead letter');
    return { service, id };
  }
}

/** Which letters are meant. */
class Narrowing {
  @OneOf(SERVICE_NAMES, { optional: true, what: 'of this service' })
  service?: string;

  @Text({ min: 1, max: 200, optional: true, what: 'of this class', example: 'inventory.HoldStock' })
  consumer?: string;

  @Text({ min: 1, max: 200, optional: true, what: 'of this saga key: an order, a shelf' })
  key?: string;
}

export class DryRunQuery {
  @Flag({ optional: true, inQuery: true, what: 'handles the messages, says what came of it, and undoes it' })
  dryRun?: boolean;
}

export class DiscardBody {
  @Text({ min: 1, max: 500, what: 'why it is no loss; its audit keeps it', example: 'A test of another team has written bytes to order.events.' })
  reason!: string;
}

export class DeadLetterQuery extends IntersectionType(Narrowing, PageQuery) {}
export class RedriveQuery extends IntersectionType(Narrowing, DryRunQuery) {}

/** What identifies a letter, and what it was about. */
class LetterView {
  @Text({ max: 100, example: 'inventory.12' })
  id!: string;

  @Text({ max: 50, example: 'inventory' })
  service!: string;

  @OneOf(['message', 'task'])
  kind!: string;

  @Text({ max: 200, example: 'inventory.HoldStock', what: 'the class that it is for' })
  consumer!: string;

  @Text({ max: 200, example: 'inventory/HoldStock.hold', what: 'empty for an event that nobody knew' })
  handler!: string;

  @Text({ max: 200, what: 'of the saga: the order, the shelf' })
  key!: string;

  @Text({ max: 100, optional: true, what: 'of a task: the event in whose handling it was asked for' })
  eventId?: string;

  @Text({ max: 100, optional: true, example: 'order.created' })
  eventType?: string;
}

export class DeadLetterView extends LetterView {
  @Whole({ min: 0, max: 1_000_000, example: 5, what: '0 when it only waits behind an older one of its key' })
  attempts!: number;

  @Text({ max: 100_000, example: 'Error: There is no shelf of this sku.' })
  error!: string;

  @Flag({ what: 'later messages of its key wait behind it' })
  holdsKey!: boolean;

  @Instant({ what: 'since when it is here' })
  at!: string;
}

export class DeadLetterPage extends pageOf(() => DeadLetterView) {
  @Texts({ optional: true, what: 'services that did not answer: theirs are missing' })
  missing?: string[];
}

const OUTCOMES = ['done', 'skipped', 'queued', 'failed', 'unknown', 'waiting', 'discarded'];
const OUTCOME = 'done; skipped: nothing was to do; queued: a task that now runs; failed: again; unknown: still nobody can hear it; waiting: behind one that stays; discarded: thrown away';

export class RedriveLineView {
  @Instant()
  at!: string;

  @Text({ max: 100, what: 'the user who asked' })
  by!: string;

  @Text({ max: 500, example: 'id 12', what: 'what they asked for' })
  asked!: string;

  @Flag()
  dryRun!: boolean;

  @OneOf(OUTCOMES, { what: OUTCOME })
  outcome!: string;

  @Text({ max: 100_000, optional: true, what: 'what was said, the error, or why it was thrown away' })
  detail?: string;
}

export class DeadLetterDetailsView extends DeadLetterView {
  @Flag({ what: 'false when it has left; audit says how' })
  present!: boolean;

  @Text({ max: 300, optional: true, example: 'order.events/3/17', what: 'where on the log: topic, partition, offset' })
  place?: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  headers!: Record<string, string>;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'what the event or task says; absent when nobody can read it' })
  payload?: unknown;

  @Text({ max: 5_000_000, optional: true, what: 'the payload as on the log, base64' })
  bytes?: string;

  @ListOf(() => RedriveLineView, { max: 10_000 })
  audit!: RedriveLineView[];
}

export class RedrivenView extends LetterView {
  @OneOf(OUTCOMES, { what: OUTCOME })
  outcome!: string;

  @Texts({ what: 'the events that it said' })
  says!: string[];

  @Text({ max: 100_000, optional: true, what: 'why it stays, was skipped or thrown away' })
  error?: string;
}

export class RedriveView {
  @Flag()
  dryRun!: boolean;

  @ListOf(() => RedrivenView, { max: 10_000 })
  items!: RedrivenView[];

  @Whole({ min: 0, max: 1_000_000, what: 'how many more there are than go at once: ask again' })
  left!: number;

  @Texts({ optional: true, what: 'services that did not answer: theirs stay as they are, unless the answer was lost' })
  missing?: string[];
}

export function deadLetter({ at, ...letter }: DeadLetter): DeadLetterView {
  return { ...letter, id: `${letter.service}.${letter.id}`, at: at.toISOString() };
}

export function deadLetterDetails({ letter, payloadJson, payload, audit, ...details }: DeadLetterDetails): DeadLetterDetailsView {
  return {
    ...deadLetter(letter),
    ...details,
    payload: payloadJson === undefined ? undefined : (JSON.parse(payloadJson) as unknown),
    bytes: payload?.toString('base64'),
    audit: audit.map(({ at, ...line }) => ({ ...line, at: at.toISOString() })),
  };
}

export function redriven(item: Redriven): RedrivenView {
  return { ...item, id: `${item.service}.${item.id}` };
}

interface Place extends LetterId {
  at: Date;
}

/** In the order of the whole list: by time, then service, then id. */
export function nextPage({ at, service, id }: DeadLetter): string {
  return Buffer.from(JSON.stringify([at.toISOString(), service, id])).toString('base64url');
}

/** @throws Problem 400 for what is no cursor of this list. */
export function pageBehind(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [at, service, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof at === 'string' && !Number.isNaN(Date.parse(at)) && LETTER_ID.test(`${String(service)}.${String(id)}`)) {
      return { at: new Date(at), service: String(service), id: String(id) };
    }
  } catch {
    // Falls through to the same answer.
  }
  throw badRequest('This cursor is not of this list; take nextCursor of the page before, or start without one.', [{ path: 'cursor', message: 'is no cursor of this list' }]);
}

/** Where one service's part of the list goes on: of the letters of that very moment, the services before have told all, those behind none. */
export function positionIn(service: string, place: Place | undefined): DeadLetterPosition | undefined {
  if (!place) return undefined;
  return { at: place.at, id: service === place.service ? place.id : service < place.service ? '~' : '' };
}
