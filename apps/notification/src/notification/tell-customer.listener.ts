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
import { Deadline, Listener, type Heard, type Task, type Tx } from '@demae/saga';
import { ErasedUser } from '../erasure/erased-user.js';
import { SendMail, type MailTo } from '../mail/send-mail.worker.js';
import { Preference } from '../preference/preference.js';
import { Notification } from './notification.js';
import { shown, textFor, type Kind, type Text } from './templates.js';

type OrderEvent = OrderConfirmed | OrderAccepted | OrderReady | OrderOutForDelivery | OrderDelivered | OrderCancelled;

/** Tells people what they care about, once per event: in the app, and by mail. */
@Injectable()
export class TellCustomer {
  @Listener({ on: UserRegistered })
  welcome({ userId, email, name, locale }: UserRegistered, tx: Tx, heard: Heard) {
    return tell(tx, heard, { userId, email }, 'user.registered', textFor('user.registered', locale, { name }));
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
    await tell(tx, heard, { userId: customer.id, email: customer.email }, kind, text, orderId);
  }

  /** A cancelled order was told of as such. */
  @Listener({ on: PaymentRefunded })
  async refund({ orderId, amount, decision }: PaymentRefunded, tx: Tx, heard: Heard) {
    if (!decision) return;
    const { customer, store, number } = decision.checkout!;
    if (await tx.load(ErasedUser, customer!.id)) return;
    const text = textFor('payment.refunded', customer!.locale, { number, store: store!.name, total: shown(amount!, customer!.locale), reason: decision.reason });
    await tell(tx, heard, { userId: customer!.id, email: customer!.email }, 'payment.refunded', text, orderId);
  }

  /** The quiet hours are over, unless the clocks were changed in between, or the person has changed them. */
  @Deadline()
  async mailLater({ key, data }: Task<MailTo & { userId: string }>, tx: Tx) {
    mail(tx, key, data, await tx.load(Preference, data.userId));
  }
}

async function tell(tx: Tx, heard: Heard, { userId, email }: { userId: string; email: string }, kind: Kind, text: Text, orderId: string | null = null): Promise<void> {
  const preference = await tx.load(Preference, userId);
  const notification = Notification.of(userId, kind, text, orderId);
  if (preference?.wants(kind, 'app') ?? true) tx.insert(notification);
  const { id, title, body } = notification;
  // A mail that has gone out before a backup was restored does not go out twice.
  if (email && !heard.again && (preference?.wants(kind, 'mail') ?? true)) mail(tx, id, { to: email, subject: title, text: body, userId }, preference);
}

/** Now, or when it is no longer quiet. */
function mail(tx: Tx, key: string, letter: MailTo & { userId: string }, preference: Preference | undefined): void {
  const until = preference?.quietUntil(tx.now());
  if (until) tx.remind(TellCustomer, 'mailLater', until, key, letter);
  else tx.send(SendMail, 'deliver', key, letter);
}
