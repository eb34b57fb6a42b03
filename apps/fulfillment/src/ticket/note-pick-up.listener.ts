import { Injectable } from '@nestjs/common';
import { DeliveryPickedUp } from '@demae/contracts';
import { Listener, type Tx } from '@demae/saga';
import { Ticket } from './ticket.js';

/** The courier has it: the store is done. */
@Injectable()
export class NotePickUp {
  @Listener({ on: DeliveryPickedUp })
  async note({ orderId }: DeliveryPickedUp, tx: Tx) {
    const [ticket] = await tx.loadAll(Ticket, { orderId });
    if (!ticket || ticket.isClosed) return;
    ticket.close('HANDED_OVER');
    tx.save(ticket);
  }
}
