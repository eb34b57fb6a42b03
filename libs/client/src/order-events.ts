import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { components } from './generated/schema.js';
import { isLost, pause } from './patience.js';

/** Something that happens to an order: a new status, or where the courier is and when it will be there. */
export type OrderEvent =
  | { type: 'status'; data: components['schemas']['HistoryView'] }
  | { type: 'courier'; data: { courier: components['schemas']['CourierView']; eta?: string } };

/** Milliseconds until a stream that broke is opened again, unless the server says otherwise. */
const AGAIN = 1_000;
const LAST = new Set(['DELIVERED', 'CANCELLED']);

/**
 * Everything that happens to an order, from its beginning until it is delivered or cancelled. A stream that breaks is opened again where it
 * broke: no status is missed, and none comes twice.
 * @param open opens the stream after that event
 */
export async function* orderEvents(open: (lastEventId: string | undefined) => Promise<Response>, signal: AbortSignal | undefined): AsyncGenerator<OrderEvent, void> {
  let last: string | undefined;
  for (;;) {
    const answer = await open(last);
    const parser = new EventSourceParserStream();
    try {
      // A ReadableStream is an async iterable in Node, and not yet in every browser.
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).pipeThrough(parser).getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        const { id, event, data } = next.value;
        last = id ?? last;
        const told = { type: event, data: JSON.parse(data) as unknown } as OrderEvent;
        yield told;
        if (told.type === 'status' && LAST.has(told.data.status)) return;
      }
    } catch (error) {
      // What broke on the way is opened again; whoever gave up does not wait for that.
      if (signal?.aborted || !isLost(error)) throw error;
    }
    await pause(AGAIN, signal);
  }
}
