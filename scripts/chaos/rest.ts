import { setTimeout as pause } from 'node:timers/promises';
import type { RunningStack } from '../stack/running.js';
import type { Town } from './town.js';

const MINUTE = 60_000;

/** Until every order has come to its end and nothing is on its way. What does not move by itself is moved by its deadline, as in life. */
export async function rest({ stack, town, say, patience }: { stack: RunningStack; town: Town; say: (text: string) => void; patience: number }): Promise<void> {
  const open = async () => (await stack.query<{ n: number }>('order', `select count(*)::int n from customer_order where status not in ('DELIVERED', 'CANCELLED')`))[0]!.n;
  const all = async (end: number) => {
    while (Date.now() < end) {
      const [unfinished, unrest] = await Promise.all([open(), stack.unrest()]).catch((error: unknown) => [-1, [String(error)]] as const);
      if (unfinished === 0 && unrest.length === 0) return true;
      await pause(250);
    }
    return false;
  };
  if (await all(Date.now() + patience / 3)) return;
  say(`${await open()} orders are still open; the clock moves on, minute by minute`);
  await town.closingTime();
  for (let minute = 0; minute < 20; minute++) {
    await stack.advance(MINUTE);
    if (await all(Date.now() + patience / 30)) return;
  }
  say(`not at rest: ${(await stack.unrest()).join('; ')}`);
}
