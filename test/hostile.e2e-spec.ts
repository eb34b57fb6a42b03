import { afterEach, describe, expect, it } from '@jest/globals';
import { aShop, HostileWaves, type Shop, type ShopOptions } from '@demae/testing';

/*
 * Checkouts in waves on a log that duplicates, resends, reorders and crashes, while customers, stores and couriers change their minds.
 * HOSTILE_SEED=n replays the wave of one seed; HOSTILE_RUNS=n asks for so many checkouts, however long they take.
 */
const WAVE = 50;
const ONLY = process.env['HOSTILE_SEED'];
const RUNS = Number(process.env['HOSTILE_RUNS'] ?? 2_000);
/** What a slow machine gets done in this time is enough, milliseconds; asked for by number, all of them run. */
const BUDGET = process.env['HOSTILE_RUNS'] ? Infinity : 60_000;

let shop: Shop;
afterEach(() => shop.close());

const open = async (options: ShopOptions) => {
  shop = await aShop(options);
  const waves = new HostileWaves(shop);
  await waves.prepare();
  return waves;
};

describe('hostile checkouts', () => {
  it(`balance, ${ONLY ? `seed ${ONLY}` : `up to ${RUNS} of them`}`, async () => {
    const seeds = ONLY ? [Number(ONLY)] : Array.from({ length: Math.ceil(RUNS / WAVE) }, (_, n) => n + 1);
    const waves = await open({ hostile: seeds[0]! });
    const started = Date.now();
    let orders = 0;
    for (const seed of seeds) {
      if (Date.now() - started > BUDGET) break;
      const wrong = await waves.wave(seed, WAVE);
      if (wrong.length > 0) throw new Error(`HOSTILE_SEED=${seed} does not balance:\n${wrong.slice(0, 20).join('\n')}`);
      orders += WAVE;
    }
    console.info(`${orders} hostile checkouts balanced in ${Math.round((Date.now() - started) / 1_000)} s`);
    const [{ n } = { n: 0 }] = await shop.query<{ n: number }>('order', 'select count(*)::int n from customer_order');
    expect(n).toBe(orders);
    const ends = await shop.query<{ status: string; n: number }>('order', 'select status, count(*)::int n from customer_order group by status');
    // Neither all nor none: both ends were really reached.
    for (const { n: count } of ends) expect(count).toBeGreaterThan(ONLY ? 0 : orders / 10);
    expect(ends).toHaveLength(2);
  }, 600_000);
});

describe('the audit can fail:', () => {
  it('it is red when a repeated event is handled again (no inbox)', async () => {
    const waves = await open({ hostile: 7, sabotage: 'no inbox' });
    expect(await waves.wave(7, WAVE)).not.toEqual([]);
  }, 300_000);

  it('it is red when compensations run without their step', async () => {
    const waves = await open({ hostile: 7, sabotage: 'compensate always' });
    expect(await waves.wave(7, WAVE)).not.toEqual([]);
  }, 300_000);
});
