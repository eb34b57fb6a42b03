import type { Survey } from '@demae/platform';
import { ENDS, LIFE, type LiveStatus } from './order-life.js';

const STATES = (Object.keys(LIFE) as LiveStatus[]).filter((status) => !ENDS.includes(status));

/** How long an order has been in its state: less than so many seconds. */
const AGES: readonly (readonly [name: string, below: number])[] = [['0-1m', 60], ['1m-5m', 300], ['5m-30m', 1_800], ['30m-4h', 14_400], ['4h+', Infinity]];

/** More are not looked at: then these are the oldest ones. */
const MOST = 20_000;

interface Row {
  status: LiveStatus;
  seconds: number;
  n: number;
}

/**
 * Where orders are that have not come to their end. Each has a deadline that has yet to pass, and those are few, while all orders there
 * ever were are many: so they are found by their deadlines, the oldest orders first. Ages are counted by tens of seconds.
 */
const ON_THEIR_WAY = `
  select status, seconds, count(*)::int n from (
    select o.status, (floor(greatest(0, extract(epoch from $1 - o.entered_at)) / 10) * 10)::float8 seconds
    from (select key from task where handler = 'order/OrderDeadline.pass' order by handler, key limit ${MOST}) t
    join customer_order o on o.id = t.key::uuid where o.status <> all($2)) o
  group by status, seconds`;

export const inFlight: Survey = {
  name: 'orders',
  every: 15_000,
  gauges: [
    { name: 'demae_orders_in_flight', kind: 'gauge', labels: ['state', 'age'], values: { state: STATES, age: AGES.map(([age]) => age) }, what: `Orders that have not come to their end, by state and by how long they have been in it; of more than ${MOST}, the oldest.` },
    { name: 'demae_orders_oldest_in_state_seconds', kind: 'gauge', labels: ['state'], values: { state: STATES }, what: 'How long the one of them that has been there longest has been in its state.' },
  ],
  take: async ({ dataSource, clock }) => {
    const rows = await dataSource.query<Row[]>(ON_THEIR_WAY, [clock.now(), ENDS]);
    const count = (state: string, from: number, below: number) =>
      rows.filter(({ status, seconds }) => status === state && seconds >= from && seconds < below).reduce((sum, { n }) => sum + n, 0);
    return {
      demae_orders_in_flight: STATES.flatMap((state) => AGES.map(([age, below], i) => [[state, age], count(state, AGES[i - 1]?.[1] ?? 0, below)] as const)),
      demae_orders_oldest_in_state_seconds: STATES.map((state) => [[state], Math.max(0, ...rows.filter(({ status }) => status === state).map(({ seconds }) => seconds))] as const),
    };
  },
};
