import type { SagaOptions } from './options.js';

/** What of a service's sagas waits, as its tables have it. Each count stops at 10,000: from there on, it is "many". */
export interface SagaSurvey {
  /** Events that are said and not yet sent, and for how long the oldest has been, seconds. */
  outbox: { events: number; oldest: number };
  /** Deadlines that have passed and errands that are to be done or out, by handler, and for how long the oldest has been, seconds. */
  due: Map<string, { tasks: number; oldest: number }>;
  /** Tasks that were given up, by handler. */
  givenUp: Map<string, number>;
  /** Parked messages by handler; '' for those that nobody knows. */
  parked: Map<string, number>;
}

/** Each part reads what an index finds first, and never more than so many rows. */
const SURVEY = `
  select 'outbox' what, '' handler, count(*)::int n, min(at) oldest from (select at from outbox order by seq limit 10000) o
  union all
  select 'due', handler, count(*)::int, min(due_at) from (
    select handler, due_at from task where due_at <= $1 and given_up_at is null order by due_at limit 10000) t group by handler
  union all
  select 'given up', handler, count(*)::int, null from (select handler from task where given_up_at is not null limit 10000) g group by handler
  union all
  select 'parked', handler, count(*)::int, null from (select handler from parked order by seq limit 10000) p group by handler`;

interface Row {
  what: 'outbox' | 'due' | 'given up' | 'parked';
  handler: string;
  n: number;
  oldest: Date | null;
}

export async function surveySagas({ dataSource, clock }: Pick<SagaOptions, 'dataSource' | 'clock'>): Promise<SagaSurvey> {
  const now = clock.now();
  const rows = await dataSource.query<Row[]>(SURVEY, [now]);
  const of = (what: Row['what']) => rows.filter((row) => row.what === what);
  const counts = (what: Row['what']) => new Map(of(what).map(({ handler, n }) => [handler, n]));
  const age = ({ oldest }: Row) => (oldest ? Math.max(0, now.getTime() - oldest.getTime()) / 1_000 : 0);
  const [outbox] = of('outbox');
  return {
    outbox: { events: outbox!.n, oldest: age(outbox!) },
    due: new Map(of('due').map((row) => [row.handler, { tasks: row.n, oldest: age(row) }])),
    givenUp: counts('given up'),
    parked: counts('parked'),
  };
}
