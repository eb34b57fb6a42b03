import type { EmbeddedPostgres } from '@demae/platform';
import { endOf, startChild } from './child.js';
import { KitUnderLoad } from './kit-turns.js';
import { takeTurns, type Compared, type Length } from './turns.js';

export interface TraceFigures {
  /** Against no traces at all; `failing` is the share of sagas that fail, and so are kept. */
  compared: (Compared & { failing: number })[];
}

/** What traces cost at 1 % sampled: of the rate, and of the time of the process that does the work, which others on the machine hardly change. */
export async function benchTraces(postgres: EmbeddedPostgres, { seconds, rounds, before }: Length, say: (text: string) => void): Promise<TraceFigures> {
  const collector = await startChild('collector-child', {});
  const env = { BENCH_COLLECTOR: collector.url };
  const kits = [await KitUnderLoad.start(postgres, 'untraced', {}), await KitUnderLoad.start(postgres, 'traced', env)];
  if (before) kits.push(await KitUnderLoad.start(postgres, 'before', env, before));
  const compared: TraceFigures['compared'] = [];
  for (const failing of [0, 0.1]) {
    say(`${100 * failing} % of the sagas fail`);
    const turns = kits.map((kit) => ({ name: kit.name, turn: () => kit.turn(seconds, failing) }));
    compared.push(...(await takeTurns(turns, rounds, say)).map((one) => ({ ...one, failing })));
  }
  for (const kit of kits) await kit.stop();
  await endOf(collector.child);
  return { compared };
}
