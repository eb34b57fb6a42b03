import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DeliveryPickedUp, type Actor, type Delivery as DeliveryView } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Delivery } from './delivery.js';

/** The courier has it from the store. */
export class PickUpDelivery {
  constructor(
    readonly actor: Actor,
    readonly id: string,
  ) {}
}

@CommandHandler(PickUpDelivery)
export class PickUpDeliveryHandler implements ICommandHandler<PickUpDelivery, DeliveryView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's job, 409 in another state. */
  execute({ actor, id }: PickUpDelivery): Promise<DeliveryView> {
    return this.transactions.run(async (tx) => {
      const delivery = await Delivery.ofDriver(tx, id, actor);
      delivery.takeAlong();
      tx.save(delivery);
      tx.emit(DeliveryPickedUp({ orderId: delivery.orderId, deliveryId: id, driverId: actor.userId }));
      return delivery.toView();
    });
  }
}
