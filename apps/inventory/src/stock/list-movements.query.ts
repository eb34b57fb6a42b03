import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { ListMovementsResponse, PageRequest } from '@demae/contracts';
import { pageById } from '@demae/platform';
import { Movement } from './movement.js';

/** The journal of one SKU, latest first; the cursor is the last movement's id. @throws Problem 400 for a wrong one. */
export class ListMovements {
  constructor(
    readonly storeId: string,
    readonly sku: string,
    readonly page: PageRequest | undefined,
  ) {}
}

@QueryHandler(ListMovements)
export class ListMovementsHandler implements IQueryHandler<ListMovements, ListMovementsResponse> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ storeId, sku, page }: ListMovements): Promise<ListMovementsResponse> {
    const { limit, after } = pageById(page);
    const query = this.dataSource
      .getRepository(Movement)
      .createQueryBuilder('movement')
      .where('movement.storeId = :storeId and movement.sku = :sku', { storeId, sku })
      .orderBy('movement.id', 'DESC')
      .limit(limit + 1);
    if (after) query.andWhere('movement.id < :after', { after });
    const found = await query.getMany();
    const items = found.slice(0, limit);
    return {
      items: items.map(({ id, kind, quantity, orderId, at, by, reason }) => ({ id, kind, quantity, orderId: orderId ?? undefined, at, by, reason: reason ?? undefined })),
      nextCursor: found.length > limit ? items.at(-1)!.id : undefined,
    };
  }
}
