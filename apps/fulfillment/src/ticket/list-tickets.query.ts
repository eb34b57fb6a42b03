import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { ListTicketsRequest, ListTicketsResponse } from '@demae/contracts';
import { pageById } from '@demae/platform';
import { Ticket } from './ticket.js';

/** A store's tickets, latest first. */
export class ListTickets {
  constructor(readonly request: ListTicketsRequest) {}
}

@QueryHandler(ListTickets)
export class ListTicketsHandler implements IQueryHandler<ListTickets, ListTicketsResponse> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ request: { storeId, status, page } }: ListTickets): Promise<ListTicketsResponse> {
    const { limit, after } = pageById(page);
    const query = this.dataSource.getRepository(Ticket).createQueryBuilder('t').where('t.storeId = :storeId', { storeId });
    if (status) query.andWhere('t.status = :status', { status });
    if (after) query.andWhere('t.id < :after', { after });
    const found = await query.orderBy('t.id', 'DESC').limit(limit + 1).getMany();
    const items = found.slice(0, limit);
    return { items: items.map((ticket) => ticket.toView()), nextCursor: found.length > limit ? items.at(-1)!.id : undefined };
  }
}
