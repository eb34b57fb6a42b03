import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { ListStockResponse, PageRequest } from '@demae/contracts';
import { decodeCursor, encodeCursor, limitOf } from '@demae/platform';
import { StockItem } from './stock-item.js';

/** What is on a store's shelves, by sku; only what has run low when asked so. @throws Problem 400 for a wrong cursor. */
export class ListStock {
  constructor(
    readonly storeId: string,
    readonly low: boolean,
    readonly page: PageRequest | undefined,
  ) {}
}

@QueryHandler(ListStock)
export class ListStockHandler implements IQueryHandler<ListStock, ListStockResponse> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ storeId, low, page }: ListStock): Promise<ListStockResponse> {
    const limit = limitOf(page);
    const after = decodeCursor('sku', page?.cursor);
    const query = this.dataSource.getRepository(StockItem).createQueryBuilder('item').where('item.storeId = :storeId', { storeId }).orderBy('item.sku').limit(limit + 1);
    if (low) query.andWhere('item.onHand - item.reserved <= item.lowAt');
    if (after) query.andWhere('item.sku > :after', { after: after.key });
    const found = await query.getMany();
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map((item) => item.toLevel()),
      nextCursor: found.length > limit && last ? encodeCursor('sku', { key: last.sku, id: storeId }) : undefined,
    };
  }
}
