import { afterEach, describe, expect, it } from '@jest/globals';
import { testbed, type Testbed } from '../../testing/src/testbed.js';

let bed: Testbed;
afterEach(() => bed.close());

describe('a connection that is lost in the middle of a transaction', () => {
  it('fails that transaction, and neither the process nor the next one', async () => {
    bed = await testbed([]);
    const lost = bed.transactions.run(async (tx) => {
      const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() pid');
      await bed.dataSource.query('select pg_terminate_backend($1)', [row!.pid]);
      const alive = () => bed.dataSource.query<unknown[]>('select 1 from pg_stat_activity where pid = $1', [row!.pid]);
      while ((await alive()).length > 0);
      // The end of the connection is told when nobody is asking anything of it.
      await new Promise((resolve) => setTimeout(resolve, 20));
      await tx.query('select 1');
    });
    await expect(lost).rejects.toThrow();
    await expect(bed.transactions.run((tx) => tx.query('select 1 as one'))).resolves.toEqual([{ one: 1 }]);
  });
});
