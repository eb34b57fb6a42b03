import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { StockLevel } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { StockItem } from './stock-item.js';

export class GetStock {
  constructor(
    readonly storeId: string,
    readonly sku: string,
  ) {}
}

@QueryHandler(GetStock)
export class GetStockHandler implements IQueryHandler<GetStock, StockLevel> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ storeId, sku }: GetStock): Promise<StockLevel> {
    const item = await this.dataSource.manager.findOneBy(StockItem, { storeId, sku });
    if (!item) throw notFound('stock', sku);
    return item.toLevel();
  }
}
