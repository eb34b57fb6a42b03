import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DeliveryFailed, type Actor, type Delivery as DeliveryView } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Delivery } from './delivery.js';
import { DispatchCourier } from './dispatch-courier.step.js';

/** The courier cannot bring it. */
export class FailDelivery {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly reason: string,
  ) {}
}

@CommandHandler(FailDelivery)
export class FailDeliveryHandler implements ICommandHandler<FailDelivery, DeliveryView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's job, 409 in another state. */
  execute({ actor, id, reason }: FailDelivery): Promise<DeliveryView> {
    return this.transactions.run(async (tx) => {
      const delivery = await Delivery.ofDriver(tx, id, actor);
      delivery.fail();
      await DispatchCourier.setFree(delivery, tx);
      tx.emit(DeliveryFailed({ orderId: delivery.orderId, reason }));
      return delivery.toView();
    });
  }
}
