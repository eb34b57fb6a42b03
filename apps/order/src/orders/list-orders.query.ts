import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { ListOrdersRequest, ListOrdersResponse } from '@demae/contracts';
import { pageById } from '@demae/platform';
import { isStaff } from './access.js';
import { Order } from './order.js';

/** Orders that concern the actor, latest first; the cursor is the last order's id. Without their history. @throws Problem 400 for a wrong cursor. */
export class ListOrders {
  constructor(readonly request: ListOrdersRequest) {}
}

@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders, ListOrdersResponse> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ request }: ListOrders): Promise<ListOrdersResponse> {
    const { actor, page, status, storeId, from, to } = request;
    const { limit, after } = pageById(page);
    const query = this.dataSource.getRepository(Order).createQueryBuilder('o').orderBy('o.id', 'DESC').limit(limit + 1);
    if (!isStaff(actor!)) query.andWhere('(o.customerId = :me or o.ownerId = :me)', { me: actor!.userId });
    if (after) query.andWhere('o.id < :after', { after });
    if (status) query.andWhere('o.status = :status', { status });
    if (storeId) query.andWhere('o.storeId = :storeId', { storeId });
    if (from) query.andWhere('o.createdAt >= :from', { from });
    if (to) query.andWhere('o.createdAt < :to', { to });
    const found = await query.getMany();
    const items = found.slice(0, limit);
    return { items: items.map((order) => order.toMessage([])), nextCursor: found.length > limit ? items.at(-1)!.id : undefined };
  }
}
