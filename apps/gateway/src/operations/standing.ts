import type { Said, Waiting } from '@demae/contracts';

export interface Standing {
  /** For people: what it waits for, or how it ended. */
  standing: string;
  /** Until when it waits. */
  until?: string | undefined;
}

/** Whom an order waits for after the last that was said of its state. */
const NEXT: Record<string, string> = {
  'order.confirmed': 'the store to accept it', 'order.accepted': 'the kitchen', 'order.preparing': 'the kitchen', 'order.ready': 'being handed over',
  'order.out-for-delivery': 'the courier to bring it',
};
/** What a checkout needs, in its order, and whether it has come. */
const CHECKOUT = [['inventory.reserved', 'its stock'], ['delivery.slot-reserved', 'a place among the deliveries'], ['payment.succeeded', 'its payment']] as const;

/** Why an order is where it is, from what was said and what is still to be done about it. */
export function standing(said: readonly Said[], waiting: readonly Waiting[]): Standing {
  const types = said.map(({ type }) => type);
  const stuck = waiting.find(({ givenUp }) => givenUp);
  if (stuck) return { standing: `waits for a person: ${stuck.service} ${stuck.handler} failed ${times(stuck)} and is ${stuck.kind === 'parked' ? 'parked' : 'given up'}: ${stuck.error ?? ''}` };
  const failing = waiting.find(({ kind, error }) => kind === 'errand' && error);
  if (failing) return { standing: `waits for ${failing.service} ${failing.handler}, which failed ${times(failing)} and is tried again: ${failing.error}`, until: failing.at.toISOString() };
  const cancelled = said.find(({ type }) => type === 'order.cancelled');
  if (cancelled) {
    const { by, reason } = JSON.parse(cancelled.payloadJson) as { by?: string; reason?: string };
    return { standing: `was cancelled by the ${by ?? 'system'}: ${reason ?? ''}` };
  }
  if (types.includes('order.delivered')) return { standing: 'was delivered' };
  const unsent = waiting.find(({ kind }) => kind === 'unsent');
  if (unsent) return { standing: `waits for the log to take ${unsent.handler}, said at ${unsent.at.toISOString()}` };
  if (said.length === 0) return { standing: 'is not in the log yet, or not any more' };
  const state = types.findLast((type) => type.startsWith('order.')) ?? '';
  const missing = CHECKOUT.find(([type]) => !types.includes(type));
  const what = NEXT[state] ?? (missing ? missing[1] : 'being confirmed');
  const deadline = waiting.find(({ service, kind }) => service === 'order' && kind === 'deadline');
  return { standing: `waits for ${what}`, until: deadline?.at.toISOString() };
}

const times = ({ attempts }: Waiting) => (attempts === 1 ? 'once' : `${attempts} times`);
