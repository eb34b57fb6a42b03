import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DeliveryPickedUp, Delivery as DeliveryView, type Actor } from '@demae/contracts';
import { oncePerKey, type OnceKey } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Delivery } from './delivery.js';

/** The courier has it from the store. */
export class PickUpDelivery {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly key: OnceKey | undefined,
  ) {}
}

@CommandHandler(PickUpDelivery)
export class PickUpDeliveryHandler implements ICommandHandler<PickUpDelivery, DeliveryView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's job, 409 in another state, 422 when the key stands for another request. */
  execute({ actor, id, key }: PickUpDelivery): Promise<DeliveryView> {
    return this.transactions.run((tx) =>
      oncePerKey(tx, key, DeliveryView, async () => {
        const delivery = await Delivery.ofDriver(tx, id, actor);
        delivery.takeAlong();
        tx.save(delivery);
        tx.emit(DeliveryPickedUp({ orderId: delivery.orderId, deliveryId: id, driverId: actor.userId }), delivery.traceparent);
        return delivery.toView();
      }),
    );
  }
}
