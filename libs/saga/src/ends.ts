import type { AnyEvent } from './handlers.js';
import type { Message } from './message.js';
import type { HandledAs } from './observer.js';
import type { NewDeadLetter } from './parking.js';

/** What came of one message, for an observer. */
export interface End {
  handler: string;
  as: HandledAs;
  /** When the event was said, milliseconds. */
  said?: number;
}

export function endsOf(ran: readonly Message[], answers: readonly (readonly AnyEvent[])[], calledOff: readonly Message[], letters: readonly NewDeadLetter[]): End[] {
  return [
    ...ran.map((message, i): End => ({
      handler: message.handler!.id,
      as: answers[i]!.some((event) => event.type.fails) ? 'refused' : 'done',
      said: Date.parse(message.record.headers['ce_time'] ?? '') || message.record.timestamp,
    })),
    ...calledOff.map((message): End => ({ handler: message.handler!.undoes!.id, as: 'called off' })),
    ...letters.map(({ handler }): End => ({ handler, as: 'parked' })),
  ];
}
