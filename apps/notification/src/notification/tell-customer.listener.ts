import { Injectable } from '@nestjs/common';
import {
  OrderAccepted,
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  OrderOutForDelivery,
  OrderReady,
  PaymentRefunded,
  UserRegistered,
} from '@demae/contracts';
import { Listener, type Heard, type Tx } from '@demae/saga';
import { ErasedUser } from '../erasure/erased-user.js';
import { SendMail, type MailTo } from '../mail/send-mail.worker.js';
import { Notification } from './notification.js';
import { shown, textFor, type Kind, type Text } from './templates.js';

type OrderEvent = OrderConfirmed | OrderAccepted | OrderReady | OrderOutForDelivery | OrderDelivered | OrderCancelled;

/** Tells people what they care about, once per event: in the app, and by mail. */
@Injectable()
export class TellCustomer {
  @Listener({ on: UserRegistered })
  welcome({ userId, email, name, locale }: UserRegistered, tx: Tx) {
    tell(tx, { userId, email }, 'user.registered', textFor('user.registered', locale, { name }));
  }

  @Listener({ on: [OrderConfirmed, OrderAccepted, OrderReady, OrderOutForDelivery, OrderDelivered, OrderCancelled] })
  async follow(event: OrderEvent, tx: Tx, heard: Heard) {
    const { orderId, checkout } = event;
    const { customer, store, number, total, fulfillment } = checkout;
    // Only who fetches it has to know.
    if (heard.name === OrderReady.eventName && fulfillment.type === 'delivery') return;
    if (await tx.load(ErasedUser, customer.id)) return;
    const kind = heard.name as Kind;
    const reason = 'reason' in event ? event.reason : '';
    const text = textFor(kind, customer.locale, { number, store: store.name, total: shown(total, customer.locale), reason });
    tell(tx, { userId: customer.id, email: customer.email }, kind, text, orderId);
  }

  /** A cancelled order was told of as such. */
  @Listener({ on: PaymentRefunded })
  async refund({ orderId, amount, decision }: PaymentRefunded, tx: Tx) {
    if (!decision) return;
    const { customer, store, number } = decision.checkout!;
    if (await tx.load(ErasedUser, customer!.id)) return;
    const text = textFor('payment.refunded', customer!.locale, { number, store: store!.name, total: shown(amount!, customer!.locale), reason: decision.reason });
    tell(tx, { userId: customer!.id, email: customer!.email }, 'payment.refunded', text, orderId);
  }
}

function tell(tx: Tx, { userId, email }: { userId: string; email: string }, kind: Kind, text: Text, orderId: string | null = null): void {
  const { id, title, body } = tx.insert(Notification.of(userId, kind, text, orderId));
  if (email) tx.send(SendMail, 'deliver', id, { to: email, subject: title, text: body, userId } satisfies MailTo);
}
