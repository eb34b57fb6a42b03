import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DeliveryFailed, Delivery as DeliveryView, type Actor } from '@demae/contracts';
import { oncePerKey, type OnceKey } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Delivery } from './delivery.js';
import { DispatchCourier } from './dispatch-courier.step.js';

/** The courier cannot bring it. */
export class FailDelivery {
  constructor(
    readonly actor: Actor,
    readonly id: string,
    readonly reason: string,
    readonly key: OnceKey | undefined,
  ) {}
}

@CommandHandler(FailDelivery)
export class FailDeliveryHandler implements ICommandHandler<FailDelivery, DeliveryView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404 for someone else's job, 409 in another state, 422 when the key stands for another request. */
  execute({ actor, id, reason, key }: FailDelivery): Promise<DeliveryView> {
    return this.transactions.run((tx) =>
      oncePerKey(tx, key, DeliveryView, async () => {
        const delivery = await Delivery.ofDriver(tx, id, actor);
        delivery.fail();
        await DispatchCourier.setFree(delivery, tx);
        tx.emit(DeliveryFailed({ orderId: delivery.orderId, reason }), delivery.traceparent);
        return delivery.toView();
      }),
    );
  }
}
