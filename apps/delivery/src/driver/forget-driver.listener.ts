import { Injectable } from '@nestjs/common';
import { UserErased } from '@demae/contracts';
import { Listener, type Tx } from '@demae/saga';

/** An erased courier has no name and no place any more, and takes no jobs. */
@Injectable()
export class ForgetDriver {
  @Listener({ on: UserErased })
  async forget({ userId }: UserErased, tx: Tx) {
    await tx.query(
      `update driver set name = '', lat = null, lng = null, heading = null, located_at = null, status = case status when 'ONLINE' then 'OFFLINE' else status end where id = $1`,
      [userId],
    );
    await tx.query('delete from idempotency_key where user_id = $1', [userId]);
  }
}
