import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DeliveryDelivered, Delivery as DeliveryView, type Actor } from '@demae/contracts';
import { oncePerKey, type OnceKey } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Delivery } from './delivery.js';
import { DispatchCourier } from './dispatch-courier.step.js';

/** It is in the customer's hands, and the courier is free again. */
export class CompleteDelivery {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly key: OnceKey | undefined,
  ) {}
}

@CommandHandler(CompleteDelivery)
export class CompleteDeliveryHandler implements ICommandHandler<CompleteDelivery, DeliveryView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's job, 409 in another state, 422 when the key stands for another request. */
  execute({ actor, id, key }: CompleteDelivery): Promise<DeliveryView> {
    return this.transactions.run((tx) =>
      oncePerKey(tx, key, DeliveryView, async () => {
        const delivery = await Delivery.ofDriver(tx, id, actor);
        delivery.deliver();
        await DispatchCourier.setFree(delivery, tx);
        tx.emit(DeliveryDelivered({ orderId: delivery.orderId, deliveryId: id, driverId: actor.userId }), delivery.traceparent);
        return delivery.toView();
      }),
    );
  }
}
