import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '@demae/testing';
import { freePorts } from '../scripts/kafka/cluster.js';
import { Evening } from './crash/evening.js';
import { gone, PlatformProcess } from './crash/platform-process.js';

/*
 * The built platform, taking orders over HTTP, is killed at moments that the seed chooses and started again on the same data.
 * CRASH_SEED=n replays the choices of one seed, though not the machine's own timing.
 */
const SEED = Number(process.env['CRASH_SEED'] ?? 20_261_121);
const random = new Random(SEED);
const home = mkdtempSync(join(tmpdir(), 'demae-crash-'));
// The server's own user must be able to enter.
chmodSync(home, 0o755);

let port: number;
let platform: PlatformProcess;
let evening: Evening;

const listen = (at: number) =>
  new Promise<number>((done, fail) => {
    const server = createServer().once('error', fail).listen(at, '127.0.0.1', () => {
      const { port: chosen } = server.address() as { port: number };
      server.close(() => done(chosen));
    });
  });
const starts = async () => {
  platform = new PlatformProcess(home, port);
  return platform.ready();
};
/** Orders come in and are cooked: some first, however slow the machine is, and then for so long; whatever goes wrong then is not an answer. */
const busyFor = async (milliseconds: number, then: () => Promise<void>) => {
  const over = new AbortController();
  const going = evening.goesOn(over.signal);
  const some = async (wishes = evening.wishes.length + 11) => {
    while (evening.wishes.length < wishes && !over.signal.aborted) await pause(5);
    await pause(milliseconds);
  };
  try {
    await Promise.race([going, some()]);
    await then();
  } finally {
    over.abort();
  }
  await going;
};

beforeAll(async () => {
  // It stays the same from start to start, so it is none that the system gives to somebody else meanwhile.
  [port] = (await freePorts(1)) as [number];
  await starts();
  evening = new Evening(platform.url, random);
  await evening.open(5);
});

afterAll(async () => {
  await platform.kill('all');
  const pointer = join(home, 'postgres.at');
  if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

describe(`the platform, with seed ${SEED},`, () => {
  const kills = random.shuffle([{ what: 'node', also: 'all' }, { what: 'all', also: 'node' }, { what: 'all', also: 'nothing' }] as const);
  it.each(kills)('loses nothing when $what is killed and $also while it starts again', async ({ what, also }) => {
    await busyFor(300 + random.below(700), () => platform.kill(what));
    if (also !== 'nothing') {
      platform = new PlatformProcess(home, port);
      await pause(100 + random.below(1_300));
      await platform.kill(also);
    }
    await starts();
    expect(await evening.asksAgain()).toEqual([]);
  });

  it('ends in order on SIGTERM in the middle of its work, leaves no process behind, and starts again', async () => {
    let pids: number[] = [];
    let code: number | NodeJS.Signals | undefined;
    await busyFor(500, async () => {
      pids = platform.pids();
      code = await platform.stop();
    });
    expect(code).toBe(0);
    // Node, Postgres, and what that runs for its connections.
    expect(pids.length).toBeGreaterThan(process.platform === 'linux' ? 5 : 1);
    await gone(pids);
    expect(await listen(port)).toBe(port);
    await starts();
    expect(await evening.asksAgain()).toEqual([]);
  });

  it('brings every acknowledged order to rest, each once, with the books balanced', async () => {
    await evening.comesToRest(300_000);
    expect(await evening.wrong()).toEqual([]);
    expect(evening.wishes.length).toBeGreaterThan(40);
  });
});
