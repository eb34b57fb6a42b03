import { AsyncLocalStorage } from 'node:async_hooks';

/** What the work at hand belongs to; read by logs, written into every event that is said meanwhile. */
export interface WorkContext {
  /** W3C trace context. */
  traceparent?: string | undefined;
  /** The event being handled. */
  causedBy?: string | undefined;
  /** The aggregate (for the checkout: the order) being worked on. */
  sagaKey?: string | undefined;
  /** The traceparents of those on whose behalf it is done, where it is done for several together. */
  joins?: readonly string[] | undefined;
  /** Who works: "inventory/HoldStock.hold". */
  handler?: string | undefined;
  /** For the how many-th time. */
  attempt?: number | undefined;
  /** The person on whose behalf. */
  userId?: string | undefined;
}

export const workContext = new AsyncLocalStorage<WorkContext>();
