import { setTimeout as pause } from 'node:timers/promises';
import type { RunningStack } from '../stack/running.js';
import type { Town } from './town.js';

const MINUTE = 60_000;

/**
 * Until every order has come to its end and nothing is on its way. What does not move by itself is moved by its deadline, as in life.
 * @param patience milliseconds, for what does not move: what does is waited for, however slow the machine is, up to ten times as long
 */
export async function rest({ stack, town, say, patience }: { stack: RunningStack; town: Town; say: (text: string) => void; patience: number }): Promise<void> {
  const open = async () => (await stack.query<{ n: number }>('order', `select count(*)::int n from customer_order where status not in ('DELIVERED', 'CANCELLED')`))[0]!.n;
  const last = Date.now() + 10 * patience;
  let left = '';
  const all = async (still: number) => {
    for (let end = Date.now() + still; Date.now() < Math.min(end, last); await pause(250)) {
      const [unfinished, unrest] = await Promise.all([open(), stack.unrest()]).catch((error: unknown) => [-1, [String(error)]] as const);
      if (unfinished === 0 && unrest.length === 0) return true;
      const now = [`${unfinished} orders are still open`, ...unrest].join('; ');
      if (now !== left) end = Date.now() + still;
      left = now;
    }
    return false;
  };
  if (await all(patience / 3)) return;
  say(`${left}; the clock moves on, minute by minute`);
  await town.closingTime();
  for (let minute = 0; minute < 20; minute++) {
    await advance(stack, last);
    if (await all(patience / 30)) return;
  }
  // No deadline is left; what follows from the last ones takes its time.
  if (await all(patience / 3)) return;
  say(`not at rest: ${left}`);
}

/** To be told again does no harm: it is later then. */
async function advance(stack: RunningStack, last: number): Promise<void> {
  for (;;) {
    try {
      return await stack.advance(MINUTE);
    } catch (error) {
      if (Date.now() > last) throw error;
      await pause(1_000);
    }
  }
}
