import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PaymentServiceService } from '@demae/contracts';
import { CreateIdempotencyKeys1700000000000, defineService, IdempotencyModule } from '@demae/platform';
import { balance } from './ledger/balance.js';
import { GetTotalsHandler } from './ledger/get-totals.query.js';
import { LedgerEntry } from './ledger/ledger-entry.js';
import { CreatePayment1700000000001 } from './migrations/1700000000001-create-payment.js';
import { RefundByHand1700000000002 } from './migrations/1700000000002-refund-by-hand.js';
import { PaymentGrpc } from './payment.grpc.js';
import { AuthorizePayment } from './payment/authorize-payment.step.js';
import { CapturePayment } from './payment/capture-payment.step.js';
import { GetPaymentHandler } from './payment/get-payment.query.js';
import { ListPaymentsHandler } from './payment/list-payments.query.js';
import { Payment } from './payment/payment.js';
import { paymentRecoveries } from './payment/recover-payments.js';
import { Providers } from './provider/providers.js';
import { SimulatedBank } from './provider/simulated-bank.js';
import { PayRefund } from './refund/pay-refund.step.js';
import { RefundPaymentHandler } from './refund/refund-payment.command.js';
import { Refund } from './refund/refund.js';

@Module({
  imports: [CqrsModule, IdempotencyModule],
  controllers: [PaymentGrpc],
  providers: [
    AuthorizePayment, CapturePayment, PayRefund, Providers, SimulatedBank, RefundPaymentHandler, GetPaymentHandler, ListPaymentsHandler, GetTotalsHandler,
  ],
})
export class PaymentModule {}

export const payment = defineService({
  name: 'payment',
  module: PaymentModule,
  entities: [Payment, Refund, LedgerEntry],
  migrations: [CreateIdempotencyKeys1700000000000, CreatePayment1700000000001, RefundByHand1700000000002],
  grpc: [PaymentServiceService],
  peers: ['order'],
  recoveries: paymentRecoveries,
  surveys: [balance],
  settings: {
    BANK_URL: { kind: 'url', reaches: [443], example: 'http://127.0.0.1:8090', what: 'where the simulated bank answers' },
    BANK_TIMEOUT: { kind: 'duration', default: '5s', what: 'how long to wait for its answer before asking again' },
  },
});
