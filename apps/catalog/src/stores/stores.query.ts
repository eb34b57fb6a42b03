import type { ListStoresRequest, ListStoresResponse, Store as StoreMessage } from '@demae/contracts';
import { decodeCursor, encodeCursor, limitOf, type Position } from '@demae/platform';
import { Clock } from '@demae/saga';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { anywhere, Where } from '../listing/where.js';
import { asMessage, type Store } from './store.js';

/** Stores by name, or by distance when a point is given. @throws Problem 400 for a wrong cursor. */
export class ListStores extends Query<ListStoresResponse> {
  constructor(readonly request: ListStoresRequest) {
    super();
  }
}

/** Mean radius of the Earth, metres (IUGG). */
const EARTH = 6_371_008.8;
/** Metres per degree of latitude, a little less than it is: the box must not be smaller than the circle. */
const DEGREE = 111_000;
const RADIUS = 10_000;
/** Rows looked at in one go when most may be closed. */
const SLICE = 200;

type Row = Store & { key: string | number; distance: number | null };

@QueryHandler(ListStores)
export class ListStoresHandler implements IQueryHandler<ListStores> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ request }: ListStores): Promise<ListStoresResponse> {
    const limit = limitOf(request.page);
    const sort = request.near ? 'distance' : 'name';
    const now = this.clock.now();
    const found: { row: Row; store: StoreMessage }[] = [];
    let after = decodeCursor(sort, request.page?.cursor);
    // Whether a store is open is a rule of its own time zone, not of SQL: closed ones are passed over here.
    const slice = request.openNow ? SLICE : limit + 1;
    for (;;) {
      const rows = await this.slice(request, after, slice);
      for (const row of rows) {
        const { key, distance, ...store } = row;
        const message = asMessage(store as Store, now, distance ?? undefined);
        if (!request.openNow || message.openNow) found.push({ row, store: message });
      }
      if (found.length > limit || rows.length < slice) break;
      const last = rows.at(-1)!;
      after = { key: last.key, id: last.id };
    }
    const items = found.slice(0, limit);
    const last = items.at(-1)?.row;
    return { items: items.map(({ store }) => store), nextCursor: found.length > limit && last ? encodeCursor(sort, last) : undefined };
  }

  private slice({ q, kind, ownerId, near, radius }: ListStoresRequest, after: Position | undefined, size: number): Promise<Row[]> {
    const where = new Where();
    let distance = 'null::float8';
    if (near) {
      const lat = `${where.value(near.lat)}::float8`;
      const lng = `${where.value(near.lng)}::float8`;
      const reach = radius ?? RADIUS;
      // Haversine: https://en.wikipedia.org/wiki/Haversine_formula
      distance = `2 * ${EARTH} * asin(least(1, sqrt(
        sin(radians(s.lat - ${lat}) / 2) ^ 2 + cos(radians(${lat})) * cos(radians(s.lat)) * sin(radians(s.lng - ${lng}) / 2) ^ 2)))`;
      where.and('s.lat between ? and ?', near.lat - reach / DEGREE, near.lat + reach / DEGREE).and(`${distance} <= ?`, reach);
    }
    const key = near ? distance : `lower(s.name) collate "C"`;
    if (q) where.and('s.name ilike ? or s.description ilike ?', anywhere(q), anywhere(q));
    if (kind) where.and('s.kind = ?', kind);
    if (ownerId) where.and('s.owner_id = ?', ownerId);
    if (after) where.and(`(${key}, s.id) > (?::${near ? 'float8' : 'text'}, ?::uuid)`, after.key, after.id);
    return this.dataSource.query<Row[]>(
      `select s.id, s.owner_id as "ownerId", s.name, s.kind, s.description, s.currency, s.time_zone as "timeZone", s.address,
         s.opening_hours as "openingHours", s.auto_accept as "autoAccept", s.prep_minutes as "prepMinutes", s.fulfillment, s.version,
         ${distance} as distance, ${key} as key
       from store s ${where.toString()} order by key, s.id limit ${size}`,
      where.values,
    );
  }
}
