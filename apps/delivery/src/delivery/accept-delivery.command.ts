import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DriverAssigned, Delivery as DeliveryView, type Actor } from '@demae/contracts';
import { oncePerKey, type OnceKey } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Driver } from '../driver/driver.js';
import { Delivery } from './delivery.js';

/** The courier takes the job. */
export class AcceptDelivery {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly key: OnceKey | undefined,
  ) {}
}

@CommandHandler(AcceptDelivery)
export class AcceptDeliveryHandler implements ICommandHandler<AcceptDelivery, DeliveryView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's job, 409 in another state, 422 when the key stands for another request. */
  execute({ actor, id, key }: AcceptDelivery): Promise<DeliveryView> {
    return this.transactions.run((tx) =>
      oncePerKey(tx, key, DeliveryView, async () => {
        const delivery = await Delivery.ofDriver(tx, id, actor);
        delivery.accept(tx.now());
        tx.save(delivery);
        const driver = await tx.get(Driver, actor.userId);
        tx.emit(DriverAssigned({ orderId: delivery.orderId, deliveryId: id, driverId: driver.id, driverName: driver.name }), delivery.traceparent);
        return delivery.toView();
      }),
    );
  }
}
