import { rush, workContext } from '@demae/saga';
import type { WorkContext } from '@demae/saga';
import { asKept, continueTrace, isKept, isPlace } from '../log/traceparent.js';

/** More than so many who wait for an answer at the same moment are a rush. */
const RUSH = 64;

export interface CoalesceOptions {
  /** Most items of one batch. Default 100. */
  most?: number;
  /** Most batches under way at a time. Default 2: while one is answered, the next is on its way. */
  inFlight?: number;
  /** So many have to wait before a batch leaves beside another: small ones cost as much as full ones. Default 32. */
  worth?: number;
}

/**
 * Turns a call for many into one for each: items that wait at the same moment share a batch. Who comes alone leaves at once, alone; who
 * comes while a batch is under way leaves with the others when it returns, or when enough of them wait.
 * The batch answers each item in order, an Error for one that failed; when it throws, all its items fail.
 */
export function coalesce<Q, R>(batch: (items: Q[]) => Promise<readonly (R | Error)[]>, { most = 100, inFlight = 2, worth = 32 }: CoalesceOptions = {}): (item: Q) => Promise<R> {
  interface Waiting {
    item: Q;
    context: WorkContext | undefined;
    done(result: R): void;
    fail(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let unanswered = 0;
  let underWay = 0;
  let scheduled = false;

  async function send(group: Waiting[]): Promise<void> {
    underWay += 1;
    try {
      const results = await workContext.run(together(group.map(({ context }) => context)), () => batch(group.map(({ item }) => item)));
      if (results.length !== group.length) throw new Error(`A batch of ${group.length} got ${results.length} answers.`);
      group.forEach(({ done, fail }, i) => {
        const result = results[i]!;
        if (result instanceof Error) fail(result);
        else done(result);
      });
    } catch (error) {
      for (const { fail } of group) fail(error);
    } finally {
      underWay -= 1;
      unanswered -= group.length;
      leave();
    }
  }

  const mayLeave = () => underWay < inFlight && waiting.length >= (underWay > 0 ? worth : 1);

  function leave(): void {
    while (mayLeave()) {
      const group = waiting.slice(0, most);
      waiting = waiting.slice(most);
      void send(group);
    }
  }

  return (item) =>
    new Promise<R>((done, fail) => {
      waiting.push({ item, context: workContext.getStore(), done, fail });
      unanswered += 1;
      if (unanswered > RUSH) rush.note();
      if (scheduled || !mayLeave()) return;
      scheduled = true;
      // After everything that has arrived in this turn of the event loop.
      setImmediate(() => {
        scheduled = false;
        leave();
      });
    });
}

/** In which a batch works: who comes alone is served in their own trace, several in one of its own that goes back to those of theirs that are kept. */
function together(contexts: readonly (WorkContext | undefined)[]): WorkContext {
  if (contexts.length === 1) return contexts[0] ?? {};
  const joins = contexts.flatMap((context) => (isPlace(context?.traceparent) && isKept(context.traceparent) ? [context.traceparent] : []));
  return joins.length === 0 ? {} : { traceparent: asKept(continueTrace()), joins };
}
