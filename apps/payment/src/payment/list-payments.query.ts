import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import type { ListPaymentsResponse } from '@demae/contracts';
import { Payment } from './payment.js';

/** The payments of these orders, in no order; those without one are left out. */
export class ListPayments {
  constructor(readonly orderIds: readonly string[]) {}
}

@QueryHandler(ListPayments)
export class ListPaymentsHandler implements IQueryHandler<ListPayments, ListPaymentsResponse> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ orderIds }: ListPayments): Promise<ListPaymentsResponse> {
    const found = await this.dataSource.getRepository(Payment).findBy({ orderId: In([...orderIds]) });
    return { items: found.map((payment) => payment.toView()) };
  }
}
