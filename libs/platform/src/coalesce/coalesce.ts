import { rush } from '@demae/saga';

/** So many who wait while all batches are under way are a rush. */
const RUSH = 32;

export interface CoalesceOptions {
  /** Most items of one batch. Default 100. */
  most?: number;
  /** Most batches under way at a time. Default 2: while one is answered, the next is on its way. */
  inFlight?: number;
}

/**
 * Turns a call for many into one for each: items that wait at the same moment share a batch. Who comes alone leaves at once, alone; who
 * comes while all batches are under way leaves with the others when one returns.
 * The batch answers each item in order, an Error for one that failed; when it throws, all its items fail.
 */
export function coalesce<Q, R>(batch: (items: Q[]) => Promise<readonly (R | Error)[]>, { most = 100, inFlight = 2 }: CoalesceOptions = {}): (item: Q) => Promise<R> {
  interface Waiting {
    item: Q;
    done(result: R): void;
    fail(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let underWay = 0;
  let scheduled = false;

  async function send(group: Waiting[]): Promise<void> {
    underWay += 1;
    try {
      const results = await batch(group.map(({ item }) => item));
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
      leave();
    }
  }

  function leave(): void {
    while (waiting.length > 0 && underWay < inFlight) {
      const group = waiting.slice(0, most);
      waiting = waiting.slice(most);
      void send(group);
    }
  }

  return (item) =>
    new Promise<R>((done, fail) => {
      waiting.push({ item, done, fail });
      if (underWay >= inFlight && waiting.length >= RUSH) rush.note();
      if (scheduled || underWay >= inFlight) return;
      scheduled = true;
      // After everything that has arrived in this turn of the event loop.
      setImmediate(() => {
        scheduled = false;
        leave();
      });
    });
}
