import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Checkout } from '@demae/contracts';
import { LIFE, type TicketState } from './ticket-life.js';
import { Ticket } from './ticket.js';

const now = new Date('2025-01-01T10:00:00Z');
const checkout = (type: string) => ({ orderId: 'o', store: { id: 's', ownerId: 'm', prepMinutes: 15 }, fulfillment: { type }, lines: [] as Checkout['lines'] }) as Checkout;

describe('a ticket', () => {
  let ticket: Ticket;
  beforeEach(() => {
    ticket = Ticket.of(checkout('pickup'), now);
  });

  it('is accepted, prepared, ready and handed over', () => {
    expect(ticket.accept(now)).toEqual(new Date('2025-01-01T10:15:00Z'));
    ticket.start();
    ticket.ready();
    ticket.handOver();
    expect(ticket).toMatchObject({ status: 'HANDED_OVER', isClosed: true });
  });

  it('is due when the store says', () => {
    expect(ticket.accept(now, 40)).toEqual(new Date('2025-01-01T10:40:00Z'));
  });

  it('refuses what its state forbids, and says which state and what is needed', () => {
    expect(() => ticket.ready()).toThrow(expect.objectContaining({ status: 409, extra: { state: 'NEW' }, detail: expect.stringMatching(/only while it is PREPARING/) }));
    ticket.accept(now);
    expect(() => ticket.reject()).toThrow(expect.objectContaining({ status: 409, extra: { state: 'ACCEPTED' } }));
  });

  it('leaves a delivery to the courier', () => {
    ticket = Ticket.of(checkout('delivery'), now);
    ticket.accept(now);
    ticket.start();
    ticket.ready();
    expect(() => ticket.handOver()).toThrow(/the courier picks it up/);
  });

  it('can be cancelled until it is closed', () => {
    const states = Object.keys(LIFE) as TicketState[];
    expect(states.filter((state) => !LIFE[state].includes('CANCELLED'))).toEqual(['HANDED_OVER', 'REJECTED', 'EXPIRED', 'CANCELLED']);
  });
});
