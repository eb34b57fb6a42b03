import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DriverAssigned, type Actor, type Delivery as DeliveryView } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Driver } from '../driver/driver.js';
import { Delivery } from './delivery.js';

/** The courier takes the job. */
export class AcceptDelivery {
  constructor(
    readonly actor: Actor,
    readonly id: string,
  ) {}
}

@CommandHandler(AcceptDelivery)
export class AcceptDeliveryHandler implements ICommandHandler<AcceptDelivery, DeliveryView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's job, 409 in another state. */
  execute({ actor, id }: AcceptDelivery): Promise<DeliveryView> {
    return this.transactions.run(async (tx) => {
      const delivery = await Delivery.ofDriver(tx, id, actor);
      delivery.accept(tx.now());
      tx.save(delivery);
      const driver = await tx.get(Driver, actor.userId);
      tx.emit(DriverAssigned({ orderId: delivery.orderId, deliveryId: id, driverId: driver.id, driverName: driver.name }));
      return delivery.toView();
    });
  }
}
