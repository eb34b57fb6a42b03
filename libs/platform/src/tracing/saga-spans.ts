import type { Message, OutboxRow } from '@demae/saga';
import { spanIdOf } from '../log/traceparent.js';
import { markOf } from './held.js';
import type { Held, Wanted } from './held.js';
import type { Sent } from './otlp.js';
import { SpanKind } from './span.js';
import type { Attributes, Done } from './span.js';

/*
 * What the kit does makes a dozen spans for each order, and nearly all of them are of no interest to anybody. So a batch's are put down as one
 * text, one record after the other, from which a span is made when somebody wants it. As objects they would be copied, and looked through
 * again and again, by the collector of garbage.
 *
 * A record: what it is, as the place of its kind in `kinds`; the attempt, and 1 where nothing was to be done; the length of the event's id;
 * where it stands (55 characters); where the creation stands, unless it is one (55 characters); the event's id, and what is left is the
 * saga's key. Every number is one character.
 */
const [ATTEMPT, IDLE, ID_LENGTH, PLACE] = [1, 2, 3, 4];
const PLACE_LENGTH = 55;
/** The longest that is told by a character. */
const MOST = 0xffff;

/** What all spans of the same handler and event have in common. */
export interface Kind {
  name: string;
  does: 'create' | 'process';
  always: Attributes;
}

const kinds: Kind[] = [{ name: 'create', does: 'create', always: {} }, { name: 'process', does: 'process', always: {} }];
/** They come from the code; what others make up must not fill the memory. */
const MOST_KINDS = 10_000;

const character = (number: number) => String.fromCharCode(Math.min(number, MOST));

/** @returns the character that stands for it in a record */
export function addKind(kind: Kind): string {
  if (kinds.length >= MOST_KINDS) return character(kind.does === 'create' ? 0 : 1);
  return character(kinds.push(kind) - 1);
}

/** What the records of a batch have in common. */
export interface About {
  service: string;
  join: 'links' | 'parents';
  startedAt: number;
  endedAt: number;
  /** The batch's own place, when it has one besides those of its messages. */
  own: string | undefined;
  error: unknown;
}

/** Collects records; the beginning of one is mostly that of the one before. */
export class Records {
  private readonly pieces: string[] = [];
  private length = 0;
  /** Of each record its trace's mark, and where it begins. */
  readonly marks: number[] = [];
  private kind = '';
  private attempt = 0;
  private idle = false;
  private idLength = -1;
  private head = '';

  /** That a message was handled. */
  addProcess(kind: string, { traceparent, record, eventId, attempt }: Message, idle: boolean): void {
    const { key, headers } = record;
    const creation = headers['traceparent']!;
    this.marks.push(markOf(creation), this.length);
    this.length += PLACE + 2 * PLACE_LENGTH + eventId.length + key.length;
    this.pieces.push(this.headOf(kind, attempt, idle, eventId.length), traceparent!, creation, eventId, key);
  }

  /** That an event was said, within what has this place. */
  addCreate(kind: string, { id, key }: OutboxRow, within: string): void {
    this.marks.push(markOf(within), this.length);
    this.length += PLACE + PLACE_LENGTH + id.length + key.length;
    this.pieces.push(this.headOf(kind, 1, false, id.length), within, id, key);
  }

  text(): string {
    return this.pieces.join('');
  }

  private headOf(kind: string, attempt: number, idle: boolean, id: number): string {
    if (kind === this.kind && attempt === this.attempt && idle === this.idle && id === this.idLength) return this.head;
    [this.kind, this.attempt, this.idle, this.idLength] = [kind, attempt, idle, id];
    return (this.head = kind + character(attempt) + (idle ? '1' : '0') + character(id));
  }
}

/** What a batch has done, from which the spans of those traces are made that somebody wants. */
export class SagaSpans implements Held {
  readonly heldAt = Date.now();

  private readonly text: string;
  private readonly marks: readonly number[];

  /** @param joins where else the events come from that were said, by the ids of their spans */
  constructor(
    private readonly about: About,
    records: Records,
    private readonly joins: ReadonlyMap<string, readonly string[]> | undefined,
  ) {
    this.text = records.text();
    this.marks = records.marks;
  }

  get weight(): number {
    return this.marks.length / 2;
  }

  spansOf(wanted: Wanted): readonly Sent[] {
    let found: Sent[] | undefined;
    const { text, marks } = this;
    for (let i = 0; i < marks.length; i += 2) {
      if (!wanted.mayHave(marks[i]!)) continue;
      const at = marks[i + 1]!;
      // Copied, so that one span that waits for the collector does not keep the text of its whole batch.
      if (wanted.has(text, at + PLACE)) (found ??= []).push(new SagaSpan(this.about, ` ${text.slice(at, marks[i + 3] ?? text.length)}`.slice(1), this.joins));
    }
    return found ?? NONE;
  }
}

const NONE: readonly Sent[] = [];

function placesEnd(text: string, at: number): number {
  return at + PLACE + (kinds[text.charCodeAt(at)]!.does === 'create' ? PLACE_LENGTH : 2 * PLACE_LENGTH);
}

/** One record, which is a span once it is sent. */
export class SagaSpan implements Sent {
  constructor(
    private readonly about: About,
    private readonly record: string,
    private readonly joins: ReadonlyMap<string, readonly string[]> | undefined,
  ) {}

  get service(): string {
    return this.about.service;
  }

  get done(): Done {
    const { about, record, joins } = this;
    const { does, name, always } = kinds[record.charCodeAt(0)]!;
    const place = record.slice(PLACE, PLACE + PLACE_LENGTH);
    const idAt = placesEnd(record, 0);
    const keyAt = idAt + record.charCodeAt(ID_LENGTH);
    const [id, key] = [record.slice(idAt, keyAt), record.slice(keyAt)];
    const { startedAt, endedAt, own, join, error } = about;
    if (does === 'create') {
      const spanId = id.slice(19, 23) + id.slice(24);
      const attributes = { 'messaging.message.id': id, 'demae.saga.key': key };
      return { name, kind: SpanKind.PRODUCER, traceparent: place.slice(0, 36) + spanId + place.slice(52), parent: spanIdOf(place), startedAt: endedAt, endedAt, links: joins?.get(spanId), always, attributes };
    }
    const creation = record.slice(PLACE + PLACE_LENGTH, idAt);
    const idle = record.charAt(IDLE) === '1' ? true : undefined;
    return {
      name, kind: SpanKind.CONSUMER, traceparent: place, parent: join === 'parents' ? spanIdOf(creation) : undefined, startedAt, endedAt, error, always,
      links: own === undefined ? [creation] : [creation, own],
      attributes: { 'messaging.message.id': id, 'demae.saga.key': key, 'demae.attempt': record.charCodeAt(ATTEMPT), 'demae.nothing_to_do': error === undefined ? idle : undefined },
    };
  }
}
