import { workContext, type WorkContext } from './context.js';
import type { AnyEvent, Task } from './handlers.js';
import { outboxRow, type OutboxRow } from './outbox.js';
import type { SagaTracing, TracedWork } from './tracing.js';
import type { Tx } from './tx.js';

export interface TaskRow extends Task {
  handler: string;
  /** The event in whose handling it was asked for. */
  causedBy: string | null;
  traceparent: string | null;
}

/** What a task works in. */
export function contextOf({ key, causedBy, traceparent, handler, attempt }: TaskRow): WorkContext {
  return { sagaKey: key, causedBy: causedBy ?? undefined, traceparent: traceparent ?? undefined, handler, attempt };
}

/** Made where the context of the work is known. */
export function rowsOf(events: readonly AnyEvent[], tx: Tx): OutboxRow[] {
  return events.map((event) => outboxRow(event, tx.now()));
}

/** Does the task in its context, watched when there is somebody to do it; from then on the row belongs to the trace of this work. */
export async function within<R>(kind: 'deadline' | 'errand', row: TaskRow, tracing: SagaTracing | undefined, work: () => R | Promise<R>): Promise<R> {
  const traced: TracedWork | undefined = tracing?.task(kind, row);
  if (traced?.traceparent !== undefined) row.traceparent = traced.traceparent;
  try {
    const result = await workContext.run(contextOf(row), work);
    traced?.end();
    return result;
  } catch (error) {
    traced?.end(error);
    throw error;
  }
}
