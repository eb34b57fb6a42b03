import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor, Delivery as DeliveryView } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Delivery } from './delivery.js';
import { DispatchCourier } from './dispatch-courier.step.js';

/** The courier does not want it: the next one is asked. */
export class DeclineDelivery {
  constructor(
    readonly actor: Actor,
    readonly id: string,
  ) {}
}

@CommandHandler(DeclineDelivery)
export class DeclineDeliveryHandler implements ICommandHandler<DeclineDelivery, DeliveryView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's job, 409 in another state. */
  execute({ actor, id }: DeclineDelivery): Promise<DeliveryView> {
    return this.transactions.run(async (tx) => {
      const delivery = await Delivery.ofDriver(tx, id, actor);
      await DispatchCourier.pass(delivery, tx);
      DispatchCourier.searchOn(delivery, tx);
      return delivery.toView();
    });
  }
}
