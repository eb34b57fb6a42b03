import type { EventType } from './event.js';
import type { Heard } from './handlers.js';
import type { Tx } from './tx.js';

type HandlerClass = abstract new (...args: never[]) => object;

/** About an event that the service said itself. */
export interface SaidBefore extends Heard {
  /** The event that it followed from; undefined when somebody asked for it, or time had passed. */
  readonly causedBy: string | undefined;
  /** The newest thing that the database had heard or said: of what was said clearly before, it knows. */
  readonly knownUntil: Date | undefined;
}

/** What was put right; or, where the event does not say enough for that, what a person has to look at. Undefined when the database knew. */
export type Recovered = string | { look: string } | undefined;

/** What a restored service does with an event that it said itself before, and that its database may not know. */
export interface Recovery {
  on: EventType;
  /** The compensatable step that says it, or begins what ends in it: for the event's key it is done, and can be undone. */
  step: { type: HandlerClass; method: string } | undefined;
  recover(payload: unknown, tx: Tx, said: SaidBefore): Promise<Recovered>;
}

/**
 * A fact that a service has said is said for good: others have acted on it. When its database is restored to an earlier point, this writes the
 * fact again, at the time it was said, and says nothing. It must do nothing when the database knows, as it mostly does.
 * @param step the step that answers with this event, so that it is not taken again when what it heard comes again.
 */
export function recover<E extends EventType>(
  on: E,
  how: (payload: ReturnType<E['decode']>, tx: Tx, said: SaidBefore) => Promise<Recovered>,
  step?: readonly [type: HandlerClass, method: string],
): Recovery {
  return { on, recover: how as Recovery['recover'], step: step && { type: step[0], method: step[1] } };
}
