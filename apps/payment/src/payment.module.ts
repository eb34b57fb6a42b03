import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PaymentServiceService } from '@demae/contracts';
import { defineService } from '@demae/platform';
import { GetTotalsHandler } from './ledger/get-totals.query.js';
import { LedgerEntry } from './ledger/ledger-entry.js';
import { CreatePayment1700000000001 } from './migrations/1700000000001-create-payment.js';
import { PaymentGrpc } from './payment.grpc.js';
import { AuthorizePayment } from './payment/authorize-payment.step.js';
import { CapturePayment } from './payment/capture-payment.step.js';
import { GetPaymentHandler } from './payment/get-payment.query.js';
import { ListPaymentsHandler } from './payment/list-payments.query.js';
import { Payment } from './payment/payment.js';
import { Providers } from './provider/providers.js';
import { SimulatedBank } from './provider/simulated-bank.js';

@Module({
  imports: [CqrsModule],
  controllers: [PaymentGrpc],
  providers: [AuthorizePayment, CapturePayment, Providers, SimulatedBank, GetPaymentHandler, ListPaymentsHandler, GetTotalsHandler],
})
export class PaymentModule {}

export const payment = defineService({
  name: 'payment',
  module: PaymentModule,
  entities: [Payment, LedgerEntry],
  migrations: [CreatePayment1700000000001],
  grpc: [PaymentServiceService],
  settings: {
    BANK_URL: { kind: 'url', reaches: [443], example: 'http://127.0.0.1:8090', what: 'where the simulated bank answers' },
    BANK_TIMEOUT: { kind: 'duration', default: '5s', what: 'how long to wait for its answer before asking again' },
  },
});
