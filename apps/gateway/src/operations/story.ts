import type { Heard, Said, Waiting } from '@demae/contracts';
import { Instant, ListOf, Text, Texts, Uuid, Whole } from '../http/fields.js';
import { standing } from './standing.js';

export class HeardView {
  @Text({ max: 50, example: 'inventory' })
  service!: string;

  @Text({ max: 100, example: 'HoldStock.hold' })
  handler!: string;

  @Instant()
  at!: string;

  @Whole({ min: 0, max: 1000, example: 1, what: '0 for what is parked behind another message and was not tried' })
  attempts!: number;

  @Text({ max: 20, example: 'done', what: 'done, refused, called off or parked' })
  outcome!: string;
}

export class SaidView {
  @Instant()
  at!: string;

  @Text({ max: 50, example: 'order' })
  service!: string;

  @Text({ max: 100, example: 'order.created' })
  type!: string;

  @Uuid()
  id!: string;

  @Uuid({ optional: true, what: 'the event in whose handling it was said' })
  causedBy?: string;

  @ListOf(() => HeardView, { max: 100 })
  heardBy!: HeardView[];
}

export class StoryView {
  @Uuid()
  orderId!: string;

  @ListOf(() => SaidView, { max: 1000 })
  events!: SaidView[];

  @Text({ max: 100_000, example: 'waits for the store to accept it', what: 'why it is where it is: what it waits for, or how it ended' })
  standing!: string;

  @Instant({ optional: true, what: 'until when it waits' })
  until?: string;

  @Texts({ optional: true, what: 'services that did not answer: what they heard is missing' })
  missing?: string[];
}

/** What was said, oldest first, each with who heard it. */
export function story(orderId: string, said: readonly Said[], heard: readonly Heard[], waiting: readonly Waiting[] = []): StoryView {
  const byEvent = new Map<string, Heard[]>();
  for (const one of heard) byEvent.set(one.eventId, [...(byEvent.get(one.eventId) ?? []), one]);
  const inOrder = asItFollowed(said);
  return {
    orderId,
    ...standing(inOrder, waiting),
    events: inOrder.map(({ at, service, type, id, causedBy }) => ({
      at: at.toISOString(),
      service,
      type,
      id,
      causedBy: causedBy || undefined,
      heardBy: (byEvent.get(id) ?? [])
        .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.handler < b.handler ? -1 : 1))
        .map((one) => ({ service: one.service, handler: one.handler, at: one.at.toISOString(), attempts: one.attempts, outcome: one.outcome })),
    })),
  };
}

/** By time; but what was said because of something else comes after it, however far the clocks of the two services are apart. */
function asItFollowed(said: readonly Said[]): Said[] {
  const byId = new Map(said.map((one) => [one.id, one]));
  const places = new Map<string, { time: number; after: number }>();
  const placeOf = (one: Said): { time: number; after: number } => {
    const known = places.get(one.id);
    if (known) return known;
    const place = { time: one.at.getTime(), after: 0 };
    // Before its cause is looked at, so that a circle ends.
    places.set(one.id, place);
    const cause = byId.get(one.causedBy ?? '');
    if (!cause) return place;
    const { time, after } = placeOf(cause);
    return Object.assign(place, time >= place.time ? { time, after: after + 1 } : {});
  };
  // Ids are in the order of time within a service: they part what happened in the same millisecond.
  return said.map((one) => ({ one, ...placeOf(one) })).sort((a, b) => a.time - b.time || a.after - b.after || (a.one.id < b.one.id ? -1 : 1)).map(({ one }) => one);
}
