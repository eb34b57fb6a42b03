import type { Position } from '@demae/platform';
import type { DataSource } from 'typeorm';
import type { SearchQuery } from '../search/search-text.js';
import { Where } from './where.js';

/** How a list is sorted; an index gives the rows in this order. */
export interface Sorting {
  /** SQL, over the alias. */
  key: string;
  type: 'text' | 'int8' | 'float8' | 'uuid';
  down?: boolean;
}

/** A table with `id`, `words` and `name_length`, and what is shown of it. */
export interface Source {
  table: string;
  alias: string;
  columns: string;
  /** What the columns come from, the table itself first. */
  from: string;
}

/** What is wanted of it. */
export interface Wanted {
  /** Adds the conditions, and notes their values. */
  filter: (where: Where) => void;
  query: SearchQuery | undefined;
  /** Undefined = by relevance, which needs a query. */
  sorting: Sorting | undefined;
  after: Position | undefined;
  limit: number;
  /** Few rows can pass the filter, and an index finds them. */
  isNarrow: boolean;
}

export type Found<Row> = Row & { id: string; key: string | number };

/** Of the sort key by relevance: those of the first tier have 0 to 999. */
const TIER = 1_000;
/**
 * Rows that are looked at in their order for those that match, before the index of the words is asked for all that do. What is common is
 * soon found in the first way, what is rare in the second: the work is bounded either way, and hardly grows with the table.
 */
const LOOKED_AT = 3_000;

/** A page of the rows that match. Each takes a place that depends on itself alone, so whatever comes in between moves nothing. */
export class Matches<Row> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly source: Source,
  ) {}

  async page(wanted: Wanted): Promise<Found<Row>[]> {
    const { query, sorting } = wanted;
    if (!query) return this.inOrder(wanted, sorting!);
    const any = query.tiers.at(-1)!;
    if (sorting) return this.best(wanted, { condition: any, sorting });
    if (wanted.isNarrow || !(await this.isCommon(wanted, any))) return this.byIndex(wanted, { condition: any, sorting: this.rank(query) });
    return this.tierByTier(wanted, query);
  }

  /** No words: the rows as they come. */
  private inOrder(wanted: Wanted, { key, type, down }: Sorting): Promise<Found<Row>[]> {
    const { alias, table } = this.source;
    const where = new Where();
    wanted.filter(where);
    this.beyond(where, { key, type, ...(down ? { down } : {}) }, wanted.after);
    const direction = down ? 'desc' : 'asc';
    const hits = `select ${alias}.id, ${key} as key from ${table} ${alias} ${where.toString()} order by ${key} ${direction}, ${alias}.id ${direction} limit ${wanted.limit}`;
    return this.show(hits, where, direction);
  }

  private async best(wanted: Wanted, match: Match): Promise<Found<Row>[]> {
    if (wanted.isNarrow) return this.byIndex(wanted, match);
    const found = await this.byOrder(wanted, match);
    return found.length === wanted.limit ? found : this.byIndex(wanted, match);
  }

  /** Looks at so many rows in their order. */
  private byOrder(wanted: Wanted, { condition, not, sorting: { key, type, down }, offset = 0 }: Match): Promise<Found<Row>[]> {
    const { alias, table } = this.source;
    const direction = down ? 'desc' : 'asc';
    const before = new Where();
    this.beyond(before, { key, type, ...(down ? { down } : {}) }, wanted.after && offset > 0 ? { ...wanted.after, key: Number(wanted.after.key) - offset } : wanted.after);
    const rows = `select ${alias}.*, ${key} as key from ${table} ${alias} ${before.toString()} order by ${key} ${direction}, ${alias}.id ${direction} limit ${LOOKED_AT}`;
    const where = before.further();
    this.matching(where, condition, not);
    wanted.filter(where);
    const shown = offset > 0 ? `${alias}.key + ${offset}` : `${alias}.key`;
    const hits = `select ${alias}.id, ${shown} as key from (${rows}) ${alias} ${where.toString()} order by ${alias}.key ${direction}, ${alias}.id ${direction} limit ${wanted.limit}`;
    return this.show(hits, where, direction);
  }

  /** Finds all that match, and sorts them. */
  private byIndex(wanted: Wanted, { condition, not, sorting, offset = 0 }: Match): Promise<Found<Row>[]> {
    const { alias, table } = this.source;
    const direction = sorting.down ? 'desc' : 'asc';
    const where = new Where();
    this.matching(where, condition, not);
    wanted.filter(where);
    const key = offset > 0 ? `${sorting.key} + ${offset}` : sorting.key;
    const all = `select ${alias}.id, ${key} as key from ${table} ${alias} ${where.toString()} offset 0`;
    const after = where.further();
    if (wanted.after) after.and(`(hit.key, hit.id) ${sorting.down ? '<' : '>'} (?::${sorting.type}, ?::uuid)`, wanted.after.key, wanted.after.id);
    const hits = `select hit.id, hit.key from (${all}) hit ${after.toString()} order by hit.key ${direction}, hit.id ${direction} limit ${wanted.limit}`;
    return this.show(hits, after, direction);
  }

  private async isCommon({ filter, limit }: Wanted, condition: string): Promise<boolean> {
    const { alias, table } = this.source;
    const where = new Where();
    this.matching(where, condition);
    filter(where);
    const rows = `select * from ${table} order by name_length, id limit ${LOOKED_AT}`;
    const [row] = await this.dataSource.query<{ n: number }[]>(`select count(*)::int n from (select from (${rows}) ${alias} ${where.toString()} limit ${limit}) found`, where.values);
    return row!.n >= limit;
  }

  /** The first tier is hardly ever large, each other one may be. */
  private async tierByTier(wanted: Wanted, { tiers }: SearchQuery): Promise<Found<Row>[]> {
    const found: Found<Row>[] = [];
    const sorting: Sorting = { key: `${this.source.alias}.name_length::int8`, type: 'int8' };
    const first = wanted.after ? Math.floor(Number(wanted.after.key) / TIER) : 0;
    for (let tier = first; tier < tiers.length && found.length < wanted.limit; tier++) {
      const rest: Wanted = { ...wanted, after: tier === first ? wanted.after : undefined, limit: wanted.limit - found.length };
      const match: Match = { condition: tiers[tier]!, not: tiers[tier - 1], sorting, offset: tier * TIER };
      found.push(...(tier === 0 ? await this.byIndex(rest, match) : await this.best(rest, match)));
    }
    return found;
  }

  private rank({ tiers }: SearchQuery): Sorting {
    const { alias } = this.source;
    const better = tiers.slice(0, -1).map((tier, i) => `when ${alias}.words @@ $query$${tier}$query$::tsquery then ${i * TIER}`);
    return { key: `(case ${better.join(' ')} else ${(tiers.length - 1) * TIER} end + ${alias}.name_length)::int8`, type: 'int8' };
  }

  private matching(where: Where, condition: string, not?: string): void {
    const { alias } = this.source;
    where.and(`${alias}.words @@ ?::tsquery`, condition);
    if (not !== undefined) where.and(`not ${alias}.words @@ ?::tsquery`, not);
  }

  private beyond(where: Where, { key, type, down }: Sorting, after: Position | undefined): void {
    if (after) where.and(`(${key}, ${this.source.alias}.id) ${down ? '<' : '>'} (?::${type}, ?::uuid)`, after.key, after.id);
  }

  private show(hits: string, where: Where, direction: string): Promise<Found<Row>[]> {
    const { alias, columns, from } = this.source;
    return this.dataSource.query<Found<Row>[]>(
      `select ${columns}, hit.key from (${hits}) hit join ${from} on ${alias}.id = hit.id order by hit.key ${direction}, hit.id ${direction}`,
      where.values,
    );
  }
}

interface Match {
  /** A tsquery. */
  condition: string;
  not?: string | undefined;
  sorting: Sorting;
  /** What is added to the key. */
  offset?: number;
}
