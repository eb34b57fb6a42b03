import type { Survey } from '@demae/platform';

/** What moved last, and what was made last. Each movement of money is among them when it is new, so none is missed by looking often. */
const NEWEST = 2_000;

/**
 * Three things that are always so, whatever happens. Ids are in the order of time, so the newest rows are at one end of an index.
 * - The rows of a movement have debits = credits. The oldest movement of those looked at may be cut in two, so it is left out.
 * - What a payment has captured and refunded is what the ledger has of it.
 * - A payment that failed or was let go keeps nothing.
 */
const BALANCE = `
  with newest as (select * from ledger_entry order by id desc limit ${NEWEST}),
  whole as (select movement_id, sum(debit) - sum(credit) left_over from newest
    where movement_id <> (select movement_id from newest order by id limit 1) or (select count(*) from newest) < ${NEWEST} group by movement_id),
  looked_at as (select id from (select id from payment order by id desc limit ${NEWEST}) p union select payment_id from newest),
  paid as (select p.captured - p.refunded kept, p.status,
      (select coalesce(sum(credit) - sum(debit), 0) from ledger_entry l where l.payment_id = p.id and l.account = 'sales') booked
    from payment p where p.id in (select id from looked_at))
  select (select count(*)::int from whole where left_over <> 0) unbalanced,
    (select coalesce(sum(left_over), 0)::float8 from whole) left_over,
    (select count(*)::int from paid where kept <> booked) differing,
    (select count(*)::int from paid where kept <> 0 and status in ('VOIDED', 'FAILED', 'REFUNDED')) kept`;

interface Row {
  unbalanced: number;
  left_over: number;
  differing: number;
  kept: number;
}

export const balance: Survey = {
  name: 'money',
  every: 15_000,
  gauges: [
    { name: 'demae_ledger_unbalanced_movements', kind: 'gauge', what: `Movements of money whose debits are not their credits, of the newest ${NEWEST} entries. Always 0.` },
    { name: 'demae_ledger_imbalance_minor_units', kind: 'gauge', what: 'Debits minus credits of those movements together, minor units of whatever currency. Always 0.' },
    {
      name: 'demae_payment_mismatches', kind: 'gauge', labels: ['check'], values: { check: ['ledger', 'owed'] },
      what: `Payments, of the newest ${NEWEST} and those that moved last, of which ledger: captured − refunded is not what the ledger has; owed: something was kept of one that failed, was let go or was refunded. Always 0.`,
    },
  ],
  take: async ({ dataSource }) => {
    const [row] = await dataSource.query<Row[]>(BALANCE);
    return {
      demae_ledger_unbalanced_movements: row!.unbalanced,
      demae_ledger_imbalance_minor_units: row!.left_over,
      demae_payment_mismatches: [[['ledger'], row!.differing], [['owed'], row!.kept]],
    };
  },
};
