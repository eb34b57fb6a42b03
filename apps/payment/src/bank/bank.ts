import { newId } from '@demae/saga';
import type { Answer, BookedCharge, Books, Change } from './books.js';

/** The body of `POST /charges`: an authorization. */
export interface ChargeRequest {
  reference: string;
  orderId: string;
  /** Minor units. */
  amount: number;
  currency: string;
  /** A test card: tok_ok, tok_declined, tok_insufficient_funds, tok_timeout or tok_slow. */
  card: string;
}

/** What an operation would say and do; nothing has happened yet. */
export interface Ruling {
  answer: Answer;
  change?: Change;
}

const GOOD_CARDS = new Set(['tok_ok', 'tok_timeout', 'tok_slow']);
const BAD_CARDS: Record<string, [code: string, message: string]> = {
  tok_declined: ['declined', 'card declined'],
  tok_insufficient_funds: ['insufficient_funds', 'insufficient funds'],
};

/** A "no" of the bank: 402 for a declined card, 409 for a state that forbids it, 404 for an unknown reference. */
export function no(status: number, code: string, message: string): Ruling {
  return { answer: { status, body: { code, message } } };
}

export function declined(card: string): Ruling {
  const [code, message] = BAD_CARDS[card] ?? ['invalid_token', 'unknown card'];
  return no(402, code, message);
}

/** The bank's rules. They look at the books and decide; whoever asked writes the ruling down, once per idempotency key. */
export class Bank {
  constructor(
    private readonly books: Books,
    private readonly now: () => Date,
  ) {}

  /** Holds the amount on the card. The bank does not know that two requests mean one purchase: only the idempotency key says so. */
  charge({ reference, orderId, amount, currency, card }: ChargeRequest, idempotencyKey: string): Ruling {
    if (this.books.isVoided(reference)) return no(409, 'voided', `${reference} was voided; it cannot be charged any more`);
    if (!GOOD_CARDS.has(card)) return declined(card);
    const charge: BookedCharge = {
      id: newId(),
      reference,
      idempotencyKey,
      orderId,
      currency,
      authorized: amount,
      captured: 0,
      refunded: 0,
      voided: 0,
      at: this.now().toISOString(),
    };
    return { answer: { status: 201, body: { id: charge.id, reference, authorized: amount, currency } }, change: { kind: 'charged', charge } };
  }

  /** @param amount minor units; all that is held when absent. */
  capture(reference: string, amount: number | undefined): Ruling {
    const [charge] = this.books.under(reference);
    if (this.books.isVoided(reference)) return no(409, 'voided', `${reference} was voided; nothing is held`);
    if (!charge) return no(404, 'unknown_reference', `there is no charge under ${reference}`);
    const wanted = amount ?? charge.authorized - charge.captured;
    if (wanted <= 0 || charge.captured + wanted > charge.authorized) {
      return no(409, 'over_authorized', `${charge.authorized - charge.captured} can be captured, not ${wanted}`);
    }
    const body = { id: charge.id, reference, captured: charge.captured + wanted };
    return { answer: { status: 200, body }, change: { kind: 'captured', id: charge.id, amount: wanted } };
  }

  /** Gives back what is held under the reference, and refuses whatever charge may still come under it. */
  void(reference: string): Ruling {
    const charges = this.books.under(reference);
    if (charges.some((charge) => charge.captured > 0)) return no(409, 'captured', `${reference} is captured; refund it`);
    const voided = charges.reduce((sum, charge) => sum + charge.authorized, 0);
    return { answer: { status: 200, body: { reference, voided } }, change: { kind: 'voided', reference } };
  }

  /** @param amount minor units; all that was captured and not refunded when absent. */
  refund(reference: string, amount: number | undefined): Ruling {
    const [charge] = this.books.under(reference);
    if (!charge) return no(404, 'unknown_reference', `there is no charge under ${reference}`);
    const wanted = amount ?? charge.captured - charge.refunded;
    if (wanted <= 0 || charge.refunded + wanted > charge.captured) {
      return no(409, 'over_captured', `${charge.captured - charge.refunded} can be refunded, not ${wanted}`);
    }
    const body = { id: charge.id, reference, refunded: charge.refunded + wanted };
    return { answer: { status: 200, body }, change: { kind: 'refunded', id: charge.id, amount: wanted } };
  }
}
