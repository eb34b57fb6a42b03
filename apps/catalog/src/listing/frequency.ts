import { LRUCache } from 'lru-cache';
import type { DataSource } from 'typeorm';
import type { SearchQuery } from '../search/search-text.js';
import { Where } from './where.js';

export interface FrequencyOptions {
  /** So many rows are found by the index of the words and sorted; more are looked for in their order, of which a few soon suffice. */
  few: number;
  /** The newest rows, which show what the statistics do not know. */
  sample: number;
}

const OPTIONS: FrequencyOptions = { few: 1_000, sample: 500 };
/** Where the planner expects few, fewer in the sample may be there by chance. */
const NO_CHANCE = 5;
/** Of each word that it does not know the planner expects many rows; only when it expects so many times more the sample, of one day perhaps, is not needed. */
const UNHEARD_OF = 10;
/** Milliseconds for which a judgement stands. A wrong one costs time, no rows. */
const STANDS = 60_000;

/** Whether many rows of a table match, as far as one can tell without finding them. */
export class Frequency {
  private readonly known = new LRUCache<string, Promise<boolean[]>>({ max: 5_000, ttl: STANDS });
  private readonly totals = new LRUCache<'all', Promise<number>>({ max: 1, ttl: STANDS });

  constructor(
    private readonly dataSource: DataSource,
    /** It has `id` (in the order of time) and `words`. */
    private readonly table: string,
    private readonly options: FrequencyOptions = OPTIONS,
  ) {}

  async isCommon({ tiers }: SearchQuery): Promise<boolean> {
    return (await this.areCommon(tiers)).at(-1)!;
  }

  /** The same of each of these tsqueries. */
  areCommon(conditions: readonly string[]): Promise<boolean[]> {
    return kept(this.known, conditions.join('\n'), () => this.judge(conditions));
  }

  /** The statistics know the words that are frequent, but neither which words go together nor how many rare ones begin alike. */
  private async judge(conditions: readonly string[]): Promise<boolean[]> {
    const { few, sample } = this.options;
    const total = await kept(this.totals, 'all', async () => (await this.estimates(['']))[0]!);
    if (total <= few) return conditions.map(() => false);
    const estimates = await this.estimates(conditions);
    const counts = conditions.map((_, i) => `count(*) filter (where words @@ $${i + 1}::tsquery)::int as n${i}`);
    const [row] = await this.dataSource.query<Record<string, number>[]>(
      `select ${counts.join(', ')} from (select words from ${this.table} order by id desc limit ${sample}) newest`,
      [...conditions],
    );
    return estimates.map((estimate, i) => {
      if (estimate > few * UNHEARD_OF) return true;
      const seen = row![`n${i}`]!;
      const likely = (seen / sample) * total;
      return estimate > few ? likely > few / 2 : likely > few && seen >= NO_CHANCE;
    });
  }

  /** As the planner expects; '' is all rows. */
  private async estimates(conditions: readonly string[]): Promise<number[]> {
    const where = new Where();
    const ways = conditions.map((condition) => `select from ${this.table}${condition === '' ? '' : ` where words @@ ${where.value(condition)}::tsquery`}`);
    const [row] = await this.dataSource.query<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(`explain (format json) ${ways.join(' union all ')}`, where.values);
    const { Plan: plan } = row!['QUERY PLAN'][0];
    return (ways.length === 1 ? [plan] : plan.Plans!).map((way) => way['Plan Rows']);
  }
}

/** As EXPLAIN tells it. */
interface Plan {
  'Plan Rows': number;
  Plans?: Plan[];
}

/** What fails is forgotten. */
function kept<K extends string, V>(cache: LRUCache<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  let value = cache.get(key);
  if (!value) {
    value = make();
    value.catch(() => cache.delete(key));
    cache.set(key, value);
  }
  return value;
}
