import { Injectable } from '@nestjs/common';
import { DeliveryFailed, TicketAccepted } from '@demae/contracts';
import { Deadline, newId, Step, type Task, type Tx } from '@demae/saga';
import { letGo, takeNearest } from '../driver/nearest-driver.js';
import { Delivery } from './delivery.js';
import { PassedOffer } from './passed-offer.js';

/** How long a courier may think about an offer. */
const OFFER = 60_000;
/** How often to look when nobody is free; somebody who becomes free is asked at once. */
const LOOK_AGAIN = 15_000;
/** How long to look at all, from the first search. */
const GIVE_UP = 600_000;

interface Wait {
  deliveryId: string;
  round: number;
}

/**
 * Finds a courier once the store has accepted: the nearest free one is offered the job, then the next. Cancelling the booking ends it,
 * so there is nothing to undo here. Every wait is a reminder under the delivery's round; whatever ends the wait begins another round.
 */
@Injectable()
export class DispatchCourier {
  @Step({ on: TicketAccepted, emits: [DeliveryFailed], compensation: 'none' })
  async dispatch({ orderId }: TicketAccepted, tx: Tx) {
    const [delivery] = await tx.loadAll(Delivery, { orderId });
    // Nothing to bring, or cancelled meanwhile.
    if (delivery?.status !== 'BOOKED') return undefined;
    delivery.search(tx.now());
    return this.look(delivery, tx);
  }

  /** An offer has expired, or it is time to look again. */
  @Deadline({ emits: [DeliveryFailed] })
  async timeIsUp({ data: { deliveryId, round } }: Task<Wait>, tx: Tx) {
    const delivery = await tx.load(Delivery, deliveryId);
    if (delivery?.round !== round) return undefined;
    if (delivery.status === 'SEARCHING') return this.look(delivery, tx);
    if (delivery.status !== 'OFFERED') return undefined;
    await DispatchCourier.pass(delivery, tx);
    return this.look(delivery, tx);
  }

  /** Somebody is free: whoever waits longest looks again now. */
  @Deadline()
  async serveWaiting(_task: Task, tx: Tx) {
    const waiting = await tx.query<{ id: string; round: number }>(`select d.id, d.round from delivery d
      where d.status = 'SEARCHING' and exists (select from driver c where c.status = 'ONLINE'
        and not exists (select from passed_offer p where p.delivery_id = d.id and p.driver_id = c.id))
      order by d.searching_since, d.id limit (select count(*) from driver where status = 'ONLINE')`);
    for (const { id, round } of waiting) wake(tx, { deliveryId: id, round }, tx.now());
  }

  /** The courier gives the offer back and is not asked again; the search goes on, which is the caller's to begin. */
  static async pass(delivery: Delivery, tx: Tx): Promise<void> {
    tx.insert(PassedOffer.of(delivery.id, delivery.driverId!));
    delivery.searchOn();
    await DispatchCourier.setFree(delivery, tx);
  }

  /** Looks for the next courier as soon as this transaction is done. */
  static searchOn(delivery: Delivery, tx: Tx): void {
    wake(tx, { deliveryId: delivery.id, round: delivery.round }, tx.now());
  }

  /** The courier of a delivery that has just left them takes other jobs from now on. */
  static async setFree(delivery: Delivery, tx: Tx): Promise<void> {
    tx.save(delivery);
    await letGo(tx, delivery.id);
    DispatchCourier.somebodyIsFree(tx);
  }

  /** In a transaction of its own, because it touches deliveries of others. */
  static somebodyIsFree(tx: Tx): void {
    tx.remind(DispatchCourier, 'serveWaiting', tx.now(), newId());
  }

  private async look(delivery: Delivery, tx: Tx): Promise<ReturnType<typeof DeliveryFailed> | undefined> {
    tx.save(delivery);
    const { id: deliveryId, orderId } = delivery;
    const driverId = await takeNearest(tx, delivery);
    const now = tx.now();
    const giveUp = new Date(delivery.searchingSince!.getTime() + GIVE_UP);
    tx.save(delivery);
    if (driverId) {
      const until = new Date(now.getTime() + OFFER);
      delivery.offerTo(driverId, until);
      wake(tx, { deliveryId, round: delivery.round }, until);
      return undefined;
    }
    if (now >= giveUp) {
      delivery.fail();
      return DeliveryFailed({ orderId, reason: 'no courier found' });
    }
    delivery.round += 1;
    wake(tx, { deliveryId, round: delivery.round }, new Date(Math.min(now.getTime() + LOOK_AGAIN, giveUp.getTime())));
    return undefined;
  }
}

/** Under a key of its round: no two transactions ever wait for each other's reminders. */
function wake(tx: Tx, wait: Wait, at: Date): void {
  tx.remind(DispatchCourier, 'timeIsUp', at, `${wait.deliveryId}/${wait.round}`, wait);
}
