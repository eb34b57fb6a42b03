import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Actor, Order as OrderMessage } from '@demae/contracts';
import { standing } from './access.js';
import { HistoryEntry } from './history-entry.js';
import { Order } from './order.js';

export class GetOrder {
  constructor(
    readonly actor: Actor,
    readonly id: string,
  ) {}
}

@QueryHandler(GetOrder)
export class GetOrderHandler implements IQueryHandler<GetOrder, OrderMessage> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ actor, id }: GetOrder): Promise<OrderMessage> {
    const order = await this.dataSource.manager.findOneBy(Order, { id });
    standing(actor, order, id);
    const history = await this.dataSource.manager.find(HistoryEntry, { where: { orderId: id }, order: { id: 'ASC' } });
    return order!.toMessage(history);
  }
}
