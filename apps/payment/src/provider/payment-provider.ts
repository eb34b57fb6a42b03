export interface ChargeOrder {
  /** The payment's id: under it the provider captures, voids and refunds. */
  reference: string;
  orderId: string;
  /** Minor units. */
  amount: number;
  /** ISO 4217 */
  currency: string;
  /** The provider's own token of a card, never a card number. */
  token: string;
}

export type Authorization = { approved: true } | { approved: false; code: string; message: string };

/**
 * Whoever moves money for us. Every call carries an idempotency key: made again under the same key it has no second effect and finds the
 * first answer. A "no" is an answer; a throw means "not known whether it happened" and asks for another call under the same key.
 */
export interface PaymentProvider {
  readonly name: string;
  /** Holds the amount. Under a voided reference it is never approved, however late it arrives. */
  authorize(order: ChargeOrder, idempotencyKey: string): Promise<Authorization>;
  /** Takes what is held. @param amount minor units */
  capture(reference: string, amount: number, idempotencyKey: string): Promise<void>;
  /** Gives back what is held, and bars the reference to a charge that may still be on its way. */
  void(reference: string, idempotencyKey: string): Promise<void>;
  /** Gives back what was taken. @param amount minor units */
  refund(reference: string, amount: number, idempotencyKey: string): Promise<void>;
}
