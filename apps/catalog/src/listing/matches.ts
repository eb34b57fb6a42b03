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
  /** SQL: all that the list can have, where the index knows of it. */
  within?: string;
}

/** A table with `id`, `words`, `name_length` and `shuffle`, and what is shown of it. */
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
  /** Many rows match the query. */
  isCommon: boolean;
}

export type Found<Row> = Row & { id: string; key: string | number };

/** Sort key by relevance: the tier, then the length of the name. Lengths are below that. */
const TIER = 1_000;
/** So many are found by the index of the words and sorted; more are looked for in their order, of which a few soon suffice. */
const FEW = 2_000;
/** Rows looked at in an order that may have nothing to do with the words, before all that match are sorted. */
const LOOKED_AT = 3_000;

/**
 * A page of the rows that match. Each takes a place that depends on itself alone, so whatever comes in between moves nothing.
 * The work is bounded: what is rare is found by the index of the words, what is common by looking at rows in their order.
 */
export class Matches<Row> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly source: Source,
  ) {}

  async page(wanted: Wanted): Promise<Found<Row>[]> {
    const { query, sorting } = wanted;
    if (!query) return this.inOrder(wanted, sorting!);
    const any = query.tiers.at(-1)!;
    if (!sorting) return wanted.isCommon ? this.tierByTier(wanted, query) : this.byIndex(wanted, { condition: any, sorting: this.rank(query) });
    return this.best(wanted, { condition: any, sorting }, wanted.isCommon);
  }

  /** Whether many rows match, as far as the statistics of the database tell. */
  isCommon({ tiers }: SearchQuery): Promise<boolean> {
    return this.areMany(tiers.at(-1)!);
  }

  private async areMany(condition: string): Promise<boolean> {
    const { alias, table } = this.source;
    const sql = `explain (format json) select from ${table} ${alias} where ${alias}.words @@ $1::tsquery`;
    const [row] = await this.dataSource.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }[]>(sql, [condition]);
    return row!['QUERY PLAN'][0].Plan['Plan Rows'] > FEW;
  }

  /** No words: the rows as they come. */
  private inOrder({ filter, after, limit }: Wanted, sorting: Sorting): Promise<Found<Row>[]> {
    const { alias, table } = this.source;
    const where = new Where();
    filter(where);
    this.beyond(where, sorting, after);
    const direction = sorting.down ? 'desc' : 'asc';
    const order = `order by ${sorting.key} ${direction}, ${alias}.id ${direction}`;
    return this.show(`select ${alias}.id, ${sorting.key} as key from ${table} ${alias} ${where.toString()} ${order} limit ${limit}`, where, direction);
  }

  private async best(wanted: Wanted, match: Match, areMany: boolean): Promise<Found<Row>[]> {
    const found = areMany ? await this.byOrder(wanted, match) : [];
    return found.length === wanted.limit ? found : this.byIndex(wanted, match);
  }

  /** All that match, of which there are many, tier by tier; within a tier in an order that has nothing to do with any word. */
  private async tierByTier(wanted: Wanted, { tiers }: SearchQuery): Promise<Found<Row>[]> {
    const sorting: Sorting = { key: `${this.source.alias}.shuffle`, type: 'int8' };
    const found: Found<Row>[] = [];
    const [first, shuffle] = wanted.after ? String(wanted.after.key).split(':', 2).map(Number) : [0];
    for (let tier = first!; tier < tiers.length && found.length < wanted.limit; tier++) {
      const after = wanted.after && tier === first ? { key: shuffle!, id: wanted.after.id } : undefined;
      const match: Match = { condition: tiers[tier]!, not: tiers[tier - 1], sorting };
      const rows = await this.best({ ...wanted, after, limit: wanted.limit - found.length }, match, await this.areMany(match.condition));
      found.push(...rows.map((row) => ({ ...row, key: `${tier}:${row.key}` })));
    }
    return found;
  }

  /** Looks at so many rows in their order. */
  private byOrder(wanted: Wanted, match: Match): Promise<Found<Row>[]> {
    const { alias, table } = this.source;
    const { key, down, within } = match.sorting;
    const direction = down ? 'desc' : 'asc';
    const before = new Where();
    if (within) before.and(within);
    this.beyond(before, match.sorting, wanted.after);
    const rows = `select ${alias}.*, ${key} as key from ${table} ${alias} ${before.toString()} order by ${key} ${direction}, ${alias}.id ${direction} limit ${LOOKED_AT}`;
    const where = before.further();
    this.matching(where, match);
    wanted.filter(where);
    const hits = `select ${alias}.id, ${alias}.key from (${rows}) ${alias} ${where.toString()} order by ${alias}.key ${direction}, ${alias}.id ${direction} limit ${wanted.limit}`;
    return this.show(hits, where, direction);
  }

  /** Finds all that match, and sorts them. */
  private byIndex(wanted: Wanted, match: Match): Promise<Found<Row>[]> {
    const { alias, table } = this.source;
    const { key, type, down } = match.sorting;
    const direction = down ? 'desc' : 'asc';
    const where = new Where();
    this.matching(where, match);
    wanted.filter(where);
    const all = `select ${alias}.id, ${key} as key from ${table} ${alias} ${where.toString()} offset 0`;
    const after = where.further();
    if (wanted.after) after.and(`(hit.key, hit.id) ${down ? '<' : '>'} (?::${type}, ?::uuid)`, wanted.after.key, wanted.after.id);
    const hits = `select hit.id, hit.key from (${all}) hit ${after.toString()} order by hit.key ${direction}, hit.id ${direction} limit ${wanted.limit}`;
    return this.show(hits, after, direction);
  }

  private rank({ tiers }: SearchQuery): Sorting {
    const { alias } = this.source;
    const better = tiers.slice(0, -1).map((tier, i) => `when ${alias}.words @@ $query$${tier}$query$::tsquery then ${i * TIER}`);
    return { key: `(case ${better.join(' ')} else ${(tiers.length - 1) * TIER} end + ${alias}.name_length)::int8`, type: 'int8' };
  }

  private matching(where: Where, { condition, not }: Match): void {
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
  /** Another one, of what is left out. */
  not?: string | undefined;
  sorting: Sorting;
}
