import type { ListProductsRequest, ListProductsResponse } from '@demae/contracts';
import { badRequest, decodeCursor, encodeCursor, limitOf } from '@demae/platform';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { anywhere, Where } from '../listing/where.js';
import { PRODUCT_COLUMNS, PRODUCT_TABLES, productFrom, type ProductRow } from './product-rows.js';

/** Products that match, by name or price. @throws Problem 400 for a wrong cursor or an unknown sorting. */
export class ListProducts extends Query<ListProductsResponse> {
  constructor(readonly request: ListProductsRequest) {
    super();
  }
}

const SORTS: Record<string, { key: string; type: string; down?: boolean }> = {
  name: { key: `lower(p.name) collate "C"`, type: 'text' },
  price: { key: 'p.lowest_price', type: 'int8' },
  '-price': { key: 'p.lowest_price', type: 'int8', down: true },
};

@QueryHandler(ListProducts)
export class ListProductsHandler implements IQueryHandler<ListProducts> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ request }: ListProducts): Promise<ListProductsResponse> {
    const sortName = request.sort ?? 'name';
    const sort = SORTS[sortName];
    if (!sort) throw badRequest(`Products are sorted by ${Object.keys(SORTS).join(', ')}.`, [{ path: 'sort', message: 'is no sorting' }]);
    const limit = limitOf(request.page);
    const where = this.matching(request);
    const after = decodeCursor(sortName, request.page?.cursor);
    if (after) where.and(`(${sort.key}, p.id) ${sort.down ? '<' : '>'} (?::${sort.type}, ?::uuid)`, after.key, after.id);
    const direction = sort.down ? 'desc' : 'asc';
    const rows = await this.dataSource.query<(ProductRow & { key: string })[]>(
      `select ${PRODUCT_COLUMNS}, ${sort.key} as key from ${PRODUCT_TABLES} ${where.toString()}
       order by ${sort.key} ${direction}, p.id ${direction} limit ${limit + 1}`,
      where.values,
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(productFrom), nextCursor: rows.length > limit && last ? encodeCursor(sortName, last) : undefined };
  }

  private matching({ q, storeId, minPrice, maxPrice, inStock }: ListProductsRequest): Where {
    const where = new Where();
    if (q) where.and('p.name ilike ? or p.description ilike ?', anywhere(q), anywhere(q));
    if (storeId) where.and('p.store_id = ?', storeId);
    if (minPrice !== undefined || maxPrice !== undefined) {
      where.and(
        'exists (select from variant v where v.product_id = p.id and v.price between ? and ?)',
        minPrice ?? 0,
        maxPrice ?? Number.MAX_SAFE_INTEGER,
      );
    }
    const available = `not p.track_stock or exists (
      select from variant v join shelf_display d on d.store_id = v.store_id and d.sku = v.sku where v.product_id = p.id and d.available > 0)`;
    if (inStock !== undefined) where.and(inStock ? available : `not (${available})`);
    return where;
  }
}
