import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DeliveryDelivered, type Actor, type Delivery as DeliveryView } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Delivery } from './delivery.js';
import { DispatchCourier } from './dispatch-courier.step.js';

/** It is in the customer's hands, and the courier is free again. */
export class CompleteDelivery {
  constructor(
    readonly actor: Actor,
    readonly id: string,
  ) {}
}

@CommandHandler(CompleteDelivery)
export class CompleteDeliveryHandler implements ICommandHandler<CompleteDelivery, DeliveryView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's job, 409 in another state. */
  execute({ actor, id }: CompleteDelivery): Promise<DeliveryView> {
    return this.transactions.run(async (tx) => {
      const delivery = await Delivery.ofDriver(tx, id, actor);
      delivery.deliver();
      await DispatchCourier.setFree(delivery, tx);
      tx.emit(DeliveryDelivered({ orderId: delivery.orderId, deliveryId: id, driverId: actor.userId }));
      return delivery.toView();
    });
  }
}
