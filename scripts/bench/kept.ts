import { join } from 'node:path';
import { DiskLog } from '@demae/saga';
import { kitSagas } from './kit.js';
import { inTurns } from './metrics.js';

/** What it costs the kit to keep what it has sent (KEEP_SENT): its rate with that, of its rate without, in turns. */
export async function benchKept(databases: (prefix: string) => Promise<(database: string) => string>, home: string, seconds: number, say: (text: string) => void) {
  return inTurns(async (on, turn) => {
    const name = `${on ? 'kept' : 'gone'}${turn}`;
    const log = await DiskLog.open({ directory: join(home, `events-${name}`) });
    const { perSecond } = await kitSagas(await databases(name), log, 256, seconds, on ? { keepSent: 3_600_000 } : {});
    await log.close();
    return perSecond;
  }, 'the kit, with and without keeping what was sent', 6, say);
}
