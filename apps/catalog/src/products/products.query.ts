import type { ListProductsRequest, ListProductsResponse, Product as ProductMessage } from '@demae/contracts';
import { badRequest, encodeCursor, limitOf } from '@demae/platform';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { CategoryTree, unknownCategory } from '../categories/category-tree.js';
import { Frequency } from '../listing/frequency.js';
import { Matches, type Sorting, type Source } from '../listing/matches.js';
import { pageOfWords, type Words } from '../listing/words-page.js';
import type { Where } from '../listing/where.js';
import { inCategories, type SearchQuery } from '../search/search-text.js';
import { AVAILABLE, PRODUCT_COLUMNS, PRODUCT_TABLES, productFrom, type ProductRow } from './product-rows.js';

/** Products that match, the best first when words are asked for. @throws Problem 400 for a wrong cursor, category or price range, or an unknown sorting. */
export class ListProducts extends Query<ListProductsResponse> {
  constructor(readonly request: ListProductsRequest) {
    super();
  }
}

const PRICE = 'p.lowest_price';
const SORTS: Record<string, Sorting> = {
  name: { key: `lower(p.name) collate "C"`, type: 'text' },
  price: { key: PRICE, type: 'int8' },
  '-price': { key: PRICE, type: 'int8', down: true },
  // Ids are made in the order of time.
  newest: { key: 'p.id', type: 'uuid', down: true },
  rating: { key: 'p.rating', type: 'int8', down: true },
};
const SOURCE: Source = { table: 'product', alias: 'p', columns: PRODUCT_COLUMNS, from: PRODUCT_TABLES };

@QueryHandler(ListProducts)
export class ListProductsHandler implements IQueryHandler<ListProducts> {
  private readonly frequency: Frequency;

  constructor(private readonly dataSource: DataSource) {
    this.frequency = new Frequency(dataSource, SOURCE.table);
  }

  async execute({ request }: ListProducts): Promise<ListProductsResponse> {
    const { q, minPrice = 0, maxPrice = Number.MAX_SAFE_INTEGER } = request;
    if (minPrice > maxPrice) throw badRequest('Nothing costs at least minPrice and at most maxPrice.', [{ path: 'minPrice', message: 'must be at most maxPrice' }]);
    const sortName = request.sort ?? (q === undefined ? 'name' : 'relevance');
    const sorting = sortingFor(sortName, request);
    if (!sorting && (sortName !== 'relevance' || q === undefined)) {
      const known = [...Object.keys(SORTS), ...(q === undefined ? [] : ['relevance'])];
      throw badRequest(`Products are sorted by ${known.join(', ')}.`, [{ path: 'sort', message: 'is no sorting' }]);
    }
    const limit = limitOf(request.page);
    const matches = new Matches<ProductRow>(this.dataSource, SOURCE, this.frequency);
    const words: Words = { q, among: await this.among(request.categoryId), sortName, cursor: request.page?.cursor };
    // What a store sells is never much.
    const isCommon = (query: SearchQuery) => (request.storeId === undefined ? this.frequency.isCommon(query) : Promise.resolve(false));
    const { rows, tag } = await pageOfWords(this.dataSource, words, isCommon, (way) => matches.page({ ...way, filter: filterOf(request), sorting, limit: limit + 1 }));
    const items: ProductMessage[] = rows.slice(0, limit).map(productFrom);
    const last = rows[limit - 1];
    return { items, nextCursor: rows.length > limit && last ? encodeCursor(tag, last) : undefined };
  }

  private async among(categoryId: string | undefined): Promise<string | undefined> {
    if (categoryId === undefined) return undefined;
    const ids = (await CategoryTree.read(this.dataSource)).within(categoryId);
    if (!ids) throw unknownCategory('categoryId', categoryId);
    return inCategories(ids);
  }
}

/** By price one need not look at what costs too much, or too little: the index knows both prices. */
function sortingFor(name: string, { minPrice, maxPrice }: ListProductsRequest): Sorting | undefined {
  const sorting = SORTS[name];
  const within = [...(maxPrice === undefined ? [] : [`p.lowest_price <= ${maxPrice}`]), ...(minPrice === undefined ? [] : [`p.highest_price >= ${minPrice}`])];
  return sorting && sorting.key === PRICE && within.length > 0 ? { ...sorting, within: within.join(' and ') } : sorting;
}

function filterOf({ storeId, minPrice, maxPrice, inStock }: ListProductsRequest): (where: Where) => void {
  return (where) => {
    if (storeId) where.and('p.store_id = ?', storeId);
    if (minPrice !== undefined) where.and('p.highest_price >= ?', minPrice);
    if (maxPrice !== undefined) where.and('p.lowest_price <= ?', maxPrice);
    if (minPrice !== undefined && maxPrice !== undefined) {
      // With its lowest or highest price within the range it is in it; if both are beyond, one in between may be.
      const between = 'exists (select from variant v where v.product_id = p.id and v.price between ? and ?)';
      where.and(`p.lowest_price >= ? or p.highest_price <= ? or ${between}`, minPrice, maxPrice, minPrice, maxPrice);
    }
    if (inStock !== undefined) where.and(inStock ? AVAILABLE : `not (${AVAILABLE})`);
  };
}
