import type { Position } from '@demae/platform';
import type { DataSource } from 'typeorm';
import type { SearchQuery } from '../search/search-text.js';
import type { Frequency } from './frequency.js';
import { Where } from './where.js';

/** How a list is sorted; an index gives the rows in this order. */
export interface Sorting {
  /** SQL, over the alias. */
  key: string;
  type: 'text' | 'int8' | 'float8' | 'uuid';
  down?: boolean;
  /** SQL: all that the list can have, where the index knows of it. */
  within?: string;
  /** SQL: the same where another index knows of it. If there is little, all of it is looked at, otherwise the rows in their order as they come. */
  around?: string;
}

/** A table with `id` (in the order of time), `words` and `name_length`, and what is shown of it. */
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
/** Numbers of rows. */
export interface Bounds {
  /** When there are so many it shows that the statistics know nothing of how words go together. */
  many: number;
  /** Looked at in an order that may have nothing to do with the words, before all that match are sorted. */
  lookedAt: number;
  /** The same by age: so they lie in the table, side by side. */
  lookedAtByAge: number;
}

const BOUNDS: Bounds = { many: 1_000, lookedAt: 3_000, lookedAtByAge: 5_000 };

/**
 * A page of the rows that match. Each takes a place that depends on itself alone, so whatever comes in between moves nothing.
 * The work is bounded: what is rare is found by the index of the words, what is common by looking at rows in their order.
 */
export class Matches<Row> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly source: Source,
    private readonly frequency: Frequency,
    private readonly bounds: Bounds = BOUNDS,
  ) {}

  /** @returns undefined when there are many, although `isCommon` says that there are not: that can be found out on the first page only. */
  async page(wanted: Wanted): Promise<Found<Row>[] | undefined> {
    const { query, sorting, after } = wanted;
    if (!query) return this.inOrder(wanted, sorting!);
    const any = query.tiers.at(-1)!;
    if (!wanted.isCommon) return this.byIndex(wanted, { condition: any, sorting: sorting ?? this.rank(query) }, after === undefined);
    return sorting ? this.best(wanted, { condition: any, sorting }) : this.tierByTier(wanted, query);
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

  private async best(wanted: Wanted, match: Match): Promise<Found<Row>[]> {
    const { around, within } = match.sorting;
    const isThin = around !== undefined && (await this.areFew(around));
    const found = await this.byOrder(wanted, isThin ? { ...match, sorting: { ...match.sorting, within: around } } : match);
    if (found.length === wanted.limit || isThin || (within !== undefined && (await this.areFew(within)))) return found;
    return (await this.byIndex(wanted, match))!;
  }

  /** Whether so few are within that all of them are looked at. */
  private async areFew(within: string): Promise<boolean> {
    const { alias, table } = this.source;
    const { lookedAt } = this.bounds;
    const [row] = await this.dataSource.query<{ n: number }[]>(`select count(*)::int n from (select from ${table} ${alias} where ${within} limit ${lookedAt}) looked`);
    return row!.n < lookedAt;
  }

  /** All that match, of which there are many: tier by tier, and in each the newest first. */
  private async tierByTier(wanted: Wanted, { tiers }: SearchQuery): Promise<Found<Row>[]> {
    const { after, limit } = wanted;
    const common = await this.frequency.areCommon(tiers);
    const first = after ? -Number(after.key) : 0;
    const found: Found<Row>[] = [];
    // Somebody's own idea of a cursor.
    if (!Number.isInteger(first) || first < 0) return found;
    for (let tier = first; tier < tiers.length && found.length < limit; tier++) {
      const match: Match = { condition: tiers[tier]!, not: tiers[tier - 1], sorting: { key: `${this.source.alias}.id`, type: 'uuid', down: true } };
      if (match.condition === match.not) continue;
      const here: Wanted = { ...wanted, after: after && tier === first ? { key: after.id, id: after.id } : undefined, limit: limit - found.length };
      const few = common[tier] || tier === tiers.length - 1 ? undefined : await this.byIndex(here, match, true);
      const rows = few ?? (await this.best(here, match));
      found.push(...rows.map((row) => ({ ...row, key: -tier })));
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
    const rows = `select ${alias}.*, ${key} as key from ${table} ${alias} ${before.toString()} order by ${key} ${direction}, ${alias}.id ${direction} limit ${match.sorting.type === 'uuid' ? this.bounds.lookedAtByAge : this.bounds.lookedAt}`;
    const where = before.further();
    this.matching(where, match);
    wanted.filter(where);
    const hits = `select ${alias}.id, ${alias}.key from (${rows}) ${alias} ${where.toString()} order by ${alias}.key ${direction}, ${alias}.id ${direction} limit ${wanted.limit}`;
    return this.show(hits, where, direction);
  }

  /** Finds all that match, and sorts them; undefined when they must be few and are not. */
  private async byIndex(wanted: Wanted, match: Match, mustBeFew = false): Promise<Found<Row>[] | undefined> {
    const { alias, table } = this.source;
    const { key, type, down } = match.sorting;
    const direction = down ? 'desc' : 'asc';
    const where = new Where();
    this.matching(where, match);
    wanted.filter(where);
    const all = `select ${alias}.id, ${key} as key, count(*) over () as total from (
      select ${alias}.* from ${table} ${alias} ${where.toString()} ${mustBeFew ? `limit ${this.bounds.many}` : 'offset 0'}) ${alias}`;
    const after = where.further();
    if (wanted.after) after.and(`(hit.key, hit.id) ${down ? '<' : '>'} (?::${type}, ?::uuid)`, wanted.after.key, wanted.after.id);
    const hits = `select hit.id, hit.key, hit.total from (${all}) hit ${after.toString()} order by hit.key ${direction}, hit.id ${direction} limit ${wanted.limit}`;
    const rows = await this.show(hits, after, direction, ', hit.total');
    return mustBeFew && Number((rows[0] as { total?: string } | undefined)?.total ?? 0) >= this.bounds.many ? undefined : rows;
  }

  /** The best tier first, in it the shortest name. */
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

  private show(hits: string, where: Where, direction: string, more = ''): Promise<Found<Row>[]> {
    const { alias, columns, from } = this.source;
    return this.dataSource.query<Found<Row>[]>(
      `select ${columns}, hit.key${more} from (${hits}) hit join ${from} on ${alias}.id = hit.id order by hit.key ${direction}, hit.id ${direction}`,
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
