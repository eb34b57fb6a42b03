import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import type { GetPaymentRequest, ListPaymentsRequest, ListPaymentsResponse, Payment, Refund, RefundPaymentRequest, Totals } from '@demae/contracts';
import { GetTotals } from './ledger/get-totals.query.js';
import { GetPayment } from './payment/get-payment.query.js';
import { ListPayments } from './payment/list-payments.query.js';
import { RefundPayment } from './refund/refund-payment.command.js';

@Controller()
export class PaymentGrpc {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
  ) {}

  @GrpcMethod('PaymentService', 'getPayment')
  getPayment({ orderId }: GetPaymentRequest): Promise<Payment> {
    return this.queries.execute(new GetPayment(orderId));
  }

  @GrpcMethod('PaymentService', 'listPayments')
  listPayments({ orderIds }: ListPaymentsRequest): Promise<ListPaymentsResponse> {
    return this.queries.execute(new ListPayments(orderIds));
  }

  @GrpcMethod('PaymentService', 'refundPayment')
  refundPayment(request: RefundPaymentRequest): Promise<Refund> {
    return this.commands.execute(new RefundPayment(request));
  }

  @GrpcMethod('PaymentService', 'getTotals')
  getTotals(): Promise<Totals> {
    return this.queries.execute(new GetTotals());
  }
}
