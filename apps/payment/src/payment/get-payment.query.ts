import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Payment as PaymentView } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Refund } from '../refund/refund.js';
import { Payment } from './payment.js';

export class GetPayment {
  constructor(readonly orderId: string) {}
}

@QueryHandler(GetPayment)
export class GetPaymentHandler implements IQueryHandler<GetPayment, PaymentView> {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Problem 404 when checkout has not reached payment. */
  async execute({ orderId }: GetPayment): Promise<PaymentView> {
    const payment = await this.dataSource.getRepository(Payment).findOneBy({ orderId });
    if (!payment) throw notFound('payment of order', orderId);
    const refunds = await this.dataSource.getRepository(Refund).find({ where: { paymentId: payment.id }, order: { id: 'asc' } });
    return { ...payment.toView(), refunds: refunds.map((refund) => refund.toView(payment.currency)) };
  }
}
