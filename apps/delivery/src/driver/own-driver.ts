import type { CommandTx } from '@demae/saga';
import { Driver } from './driver.js';

/** The user's own driver row, locked; made offline and without a name when it is the first time. */
export async function ownDriver(tx: CommandTx, userId: string): Promise<Driver> {
  await tx.query(`insert into driver (id, name, status, created_at) values ($1, '', 'OFFLINE', $2) on conflict do nothing`, [userId, tx.now()]);
  return tx.get(Driver, userId);
}
