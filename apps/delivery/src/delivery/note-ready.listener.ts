import { Injectable } from '@nestjs/common';
import { TicketReady } from '@demae/contracts';
import { Listener, type Tx } from '@demae/saga';
import { Delivery } from './delivery.js';

/** From now on the courier may pick it up. */
@Injectable()
export class NoteReady {
  @Listener({ on: TicketReady })
  async note({ orderId }: TicketReady, tx: Tx) {
    const [delivery] = await tx.loadAll(Delivery, { orderId });
    if (!delivery) return;
    delivery.isReady = true;
    tx.save(delivery);
  }
}
