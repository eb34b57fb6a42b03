import type { EmbeddedPostgres } from '@demae/platform';
import { KitUnderLoad } from './kit-turns.js';
import { takeTurns, type Compared, type Length } from './turns.js';

/** What it costs the kit to keep what it has sent (KEEP_SENT), against not keeping it. */
export async function benchKept(postgres: EmbeddedPostgres, { seconds, rounds }: Length, say: (text: string) => void): Promise<Compared> {
  const kits = [await KitUnderLoad.start(postgres, 'gone', {}), await KitUnderLoad.start(postgres, 'kept', { BENCH_KEEP_SENT: '3600000' })];
  const [compared] = await takeTurns(kits.map((kit) => ({ name: kit.name, turn: () => kit.turn(seconds) })), rounds, say);
  for (const kit of kits) await kit.stop();
  return compared!;
}
