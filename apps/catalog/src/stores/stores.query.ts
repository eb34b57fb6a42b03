import type { ListStoresRequest, ListStoresResponse, Point, Store as StoreMessage } from '@demae/contracts';
import { badRequest, encodeCursor, limitOf } from '@demae/platform';
import { Clock } from '@demae/saga';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { CategoryTree, unknownCategory } from '../categories/category-tree.js';
import { Frequency } from '../listing/frequency.js';
import { Matches, type Found, type Sorting, type Wanted } from '../listing/matches.js';
import { pageOfWords } from '../listing/words-page.js';
import type { Where } from '../listing/where.js';
import { asMessage, type Store } from './store.js';

/** Stores by name; the best first when words are asked for, the nearest when a point is given. @throws Problem 400 for a wrong cursor, category or sorting. */
export class ListStores extends Query<ListStoresResponse> {
  constructor(readonly request: ListStoresRequest) {
    super();
  }
}

/** Mean radius of the Earth, metres (IUGG). */
const EARTH = 6_371_008.8;
const RADIUS = 10_000;
/** Of the unit sphere, six millimetres: what is here is here, however its sines are rounded. */
const HAIR = 1e-9;
/** Rows looked at in one go when most may be closed. */
const SLICE = 200;

const SORTS: Record<string, Sorting> = {
  name: { key: `lower(s.name) collate "C"`, type: 'text' },
  newest: { key: 's.id', type: 'uuid', down: true },
  rating: { key: 's.rating', type: 'int8', down: true },
};
const COLUMNS = `s.id, s.owner_id as "ownerId", s.name, s.kind, s.description, s.currency, s.time_zone as "timeZone", s.address,
  s.opening_hours as "openingHours", s.special_days as "specialDays", s.auto_accept as "autoAccept", s.prep_minutes as "prepMinutes", s.fulfillment,
  s.rating_sum::float8 as "ratingSum", s.rating_count as "ratingCount", s.version`;

const SOURCE = { table: 'store', alias: 's', from: 'store s' };

type Row = Store & { distance: number | null };
type Shown = { row: Found<Row>; store: StoreMessage };

@QueryHandler(ListStores)
export class ListStoresHandler implements IQueryHandler<ListStores> {
  private readonly frequency: Frequency;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.frequency = new Frequency(dataSource, SOURCE.table);
  }

  async execute({ request }: ListStores): Promise<ListStoresResponse> {
    const { q, near } = request;
    const sortName = request.sort ?? (near ? 'distance' : q === undefined ? 'name' : 'relevance');
    const sorting = sortingFor(sortName, request);
    if (!sorting && (sortName !== 'relevance' || q === undefined)) {
      throw badRequest('Stores are sorted by name, newest or rating, by distance when near is given, and by relevance when q is.', [{ path: 'sort', message: 'is no sorting' }]);
    }
    const sells = await this.sells(request.categoryId);
    const limit = limitOf(request.page);
    const filter = (where: Where) => filterStores(where, request, sells);
    const words = { q, sortName, cursor: request.page?.cursor };
    const matches = new Matches<Row>(this.dataSource, { ...SOURCE, columns: `${COLUMNS}, ${near ? metresFrom(near) : 'null::float8'} as distance` }, this.frequency);
    const { rows: found, tag } = await pageOfWords(this.dataSource, words, (query) => this.frequency.isCommon(query), (way) => this.open(matches, { ...way, filter, sorting, limit: limit + 1 }, request.openNow));
    const items = found.slice(0, limit);
    const last = items.at(-1)?.row;
    return { items: items.map(({ store }) => store), nextCursor: found.length > limit && last ? encodeCursor(tag, last) : undefined };
  }

  /** So many that match, and are open if they have to be. */
  private async open(matches: Matches<Row>, wanted: Wanted, openNow = false): Promise<Shown[] | undefined> {
    const now = this.clock.now();
    // Whether a store is open is a rule of its own time zone, not of SQL: closed ones are passed over here.
    const slice = openNow ? SLICE : wanted.limit;
    const found: Shown[] = [];
    for (let { after } = wanted; ; ) {
      const rows = await matches.page({ ...wanted, after, limit: slice });
      if (!rows) return undefined;
      for (const row of rows) {
        const { key: _key, distance, ...store } = row;
        const message = asMessage(store as unknown as Store, now, distance ?? undefined);
        if (!openNow || message.openNow) found.push({ row, store: message });
      }
      if (found.length >= wanted.limit || rows.length < slice) return found.slice(0, wanted.limit);
      const last = rows.at(-1)!;
      after = { key: last.key, id: last.id };
    }
  }

  /** The categories of which a store has to sell something. */
  private async sells(categoryId: string | undefined): Promise<string[] | undefined> {
    if (categoryId === undefined) return undefined;
    const ids = (await CategoryTree.read(this.dataSource)).within(categoryId);
    if (!ids) throw unknownCategory('category', categoryId);
    return ids;
  }
}

function sortingFor(name: string, { near, radius }: ListStoresRequest): Sorting | undefined {
  if (name === 'distance') return near && { key: `s.place <-> ${placeOf(near)}`, type: 'float8', around: boxAround(near, radius) };
  return SORTS[name];
}

function filterStores(where: Where, { kind, ownerId, near, radius }: ListStoresRequest, sells: string[] | undefined): void {
  if (kind) where.and('s.kind = ?', kind);
  if (ownerId) where.and('s.owner_id = ?', ownerId);
  if (sells) where.and('exists (select from product p where p.category_id = any(?::uuid[]) and p.store_id = s.id)', sells);
  if (near) {
    // The box is for the index, the ball is what counts.
    where.and(boxAround(near, radius)).and(`s.place <-> ${placeOf(near)} <= ?::float8`, chordOf(radius));
  }
}

/** A point of the unit sphere, as the column `place` has it. */
function placeOf({ lat, lng }: Point): string {
  const [phi, lambda] = [(lat * Math.PI) / 180, (lng * Math.PI) / 180];
  return `cube(array[${[Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)].map((part) => `${part}::float8`).join(', ')}])`;
}

/** The straight way through a sphere of radius one, for metres on the ground; 2 is to the other side of the world. */
function chordOf(metres = RADIUS): number {
  return 2 * Math.sin(Math.min(metres / EARTH, Math.PI) / 2) + HAIR;
}

function boxAround(near: Point, radius: number | undefined): string {
  // Not <@, of which the planner expects so little that it sorts all.
  return `s.place && cube_enlarge(${placeOf(near)}, ${chordOf(radius)}::float8, 3)`;
}

function metresFrom(near: Point): string {
  return `${2 * EARTH} * asin(least(1, (s.place <-> ${placeOf(near)}) / 2))`;
}
