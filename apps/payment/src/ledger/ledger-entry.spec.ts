import { describe, expect, it } from '@jest/globals';
import { Payment } from '../payment/payment.js';
import { movement } from './ledger-entry.js';

const at = new Date('2025-01-01T10:00:00Z');
const card = Object.assign(new Payment(), { id: 'p', method: 'card', provider: 'simulated', currency: 'JPY' });
const cash = Object.assign(new Payment(), { id: 'p', method: 'cash', provider: 'cash', currency: 'JPY' });

describe('the ledger', () => {
  it.each(['capture', 'refund'] as const)('balances a %s', (kind) => {
    const entries = movement(kind, card, 1_250, at);
    expect(entries.reduce((sum, { debit, credit }) => sum + debit - credit, 0)).toBe(0);
    expect(new Set(entries.map(({ movementId }) => movementId)).size).toBe(1);
    expect(entries.every(({ debit, credit }) => (debit === 0) !== (credit === 0))).toBe(true);
  });

  it('books a capture against the provider that owes the money, and a refund back', () => {
    expect(movement('capture', card, 100, at)).toMatchObject([{ account: 'receivable:simulated', debit: 100 }, { account: 'sales', credit: 100 }]);
    expect(movement('refund', card, 100, at)).toMatchObject([{ account: 'sales', debit: 100 }, { account: 'receivable:simulated', credit: 100 }]);
  });

  it('has collected cash in the cash box', () => {
    expect(movement('capture', cash, 100, at)).toMatchObject([{ account: 'cash', debit: 100 }, { account: 'sales', credit: 100 }]);
  });
});
