import type { PaymentStatus } from '@demae/contracts';

/**
 * A payment's states as its own books have them. Those in -ING wait for the provider's answer.
 * FAILED, VOIDED and REFUNDED are the ends; CAPTURED is the good one.
 */
export const LIFE = {
  PENDING: ['AUTHORIZED', 'FAILED', 'VOIDING'],
  AUTHORIZED: ['CAPTURING', 'CAPTURED', 'VOIDING', 'VOIDED'],
  CAPTURING: ['CAPTURED', 'REFUNDING'],
  CAPTURED: ['REFUNDING', 'PARTIALLY_REFUNDED', 'REFUNDED'],
  PARTIALLY_REFUNDED: ['PARTIALLY_REFUNDED', 'REFUNDING', 'REFUNDED'],
  VOIDING: ['VOIDED'],
  REFUNDING: ['REFUNDED'],
  VOIDED: [],
  REFUNDED: [],
  FAILED: [],
} as const satisfies Record<string, readonly string[]>;

export type PaymentState = keyof typeof LIFE;

/** What is told outside: a wait for the provider is not a state that anyone else acts upon. */
export const SHOWN_AS: Record<PaymentState, PaymentStatus> = {
  PENDING: 'PENDING',
  AUTHORIZED: 'AUTHORIZED',
  CAPTURING: 'AUTHORIZED',
  CAPTURED: 'CAPTURED',
  VOIDING: 'AUTHORIZED',
  VOIDED: 'VOIDED',
  REFUNDING: 'CAPTURED',
  PARTIALLY_REFUNDED: 'PARTIALLY_REFUNDED',
  REFUNDED: 'REFUNDED',
  FAILED: 'FAILED',
};

export function mayBecome(from: PaymentState, to: PaymentState): boolean {
  return (LIFE[from] as readonly PaymentState[]).includes(to);
}
