import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Delivery as DeliveryView, type Actor } from '@demae/contracts';
import { oncePerKey, type OnceKey } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Delivery } from './delivery.js';
import { DispatchCourier } from './dispatch-courier.step.js';

/** The courier does not want it: the next one is asked. */
export class DeclineDelivery {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly key: OnceKey | undefined,
  ) {}
}

@CommandHandler(DeclineDelivery)
export class DeclineDeliveryHandler implements ICommandHandler<DeclineDelivery, DeliveryView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's job, 409 in another state, 422 when the key stands for another request. */
  execute({ actor, id, key }: DeclineDelivery): Promise<DeliveryView> {
    return this.transactions.run((tx) =>
      oncePerKey(tx, key, DeliveryView, async () => {
        const delivery = await Delivery.ofDriver(tx, id, actor);
        await DispatchCourier.pass(delivery, tx);
        DispatchCourier.searchOn(delivery, tx);
        return delivery.toView();
      }),
    );
  }
}
