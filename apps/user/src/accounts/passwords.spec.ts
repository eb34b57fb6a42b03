import { afterEach, describe, expect, it, jest } from '@jest/globals';
import * as argon2 from '@node-rs/argon2';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** The hashes that were compared with. */
const compared: string[] = [];
jest.unstable_mockModule('@node-rs/argon2', () => ({
  ...argon2,
  verify: (stored: string, password: string) => {
    compared.push(stored);
    return argon2.verify(stored, password);
  },
}));
const { Passwords } = await import('./passwords.js');

describe('passwords', () => {
  const passwords = new Passwords();
  afterEach(() => void jest.restoreAllMocks());

  it('are kept as argon2id at the agreed cost', async () => {
    const stored = await passwords.hash('correct horse');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.matches(stored, 'correct horse')).toBe(true);
    expect(await passwords.matches(stored, 'Correct horse')).toBe(false);
  });

  it('are the same however the keyboard composes them', async () => {
    const stored = await passwords.hash('caf\u00e9 au lait');
    expect(await passwords.matches(stored, 'cafe\u0301 au lait')).toBe(true);
  });

  it('match nobody when there is no account', async () => {
    expect(await passwords.matches(undefined, 'whatever')).toBe(false);
  });

  it('are hashed one at a time for each core', async () => {
    let [atOnce, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, (atOnce += 1));
      await pause(2);
      atOnce -= 1;
    };
    await Promise.all(Array.from({ length: 50 }, () => passwords['inTurn'](work)));
    expect([most, atOnce]).toEqual([availableParallelism(), 0]);
  });

  it('are hashed for hundreds at once; whoever would wait too long is told when to come back, and whoever did is not served', async () => {
    const own = new Passwords();
    const cores = availableParallelism();
    const hold: (() => void)[] = [];
    const held = Array.from({ length: cores }, () => own['inTurn'](() => new Promise<void>((done) => hold.push(done))));
    // Forty milliseconds each: ten seconds are 250 a core.
    const line = Array.from({ length: 250 * cores }, () => own['inTurn'](() => Promise.resolve('served')).catch((error: unknown) => error));
    await expect(own['inTurn'](() => Promise.resolve('served'))).rejects.toMatchObject({ status: 503, extra: { retryAfter: 11 } });
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 10_001);
    for (const done of hold) done();
    await Promise.all(held);
    const answers = await Promise.all(line);
    clock.mockRestore();
    expect(new Set(answers.map((answer) => (answer as { status?: number }).status))).toEqual(new Set([503]));
    expect(await own['inTurn'](() => Promise.resolve('served'))).toBe('served');
  });

  it('take as long to compare with when there is nobody', async () => {
    const stored = await passwords.hash('one');
    compared.length = 0;
    for (const known of [stored, undefined, null]) expect(await passwords.matches(known, 'two')).toBe(false);
    expect(compared).toHaveLength(3);
    // The time is that of the cost and the lengths; salt and hash do not matter.
    const workOf = (phc: string) => phc.split('$').map((part, i) => (i > 3 ? part.length : part));
    for (const other of compared) expect(workOf(other)).toEqual(workOf(stored));
  });

  it('wait in line and all come through', async () => {
    // However long each takes, nobody has waited too long.
    jest.spyOn(performance, 'now').mockReturnValue(0);
    const stored = await passwords.hash('one');
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => passwords.matches(stored, i % 2 ? 'one' : 'two')));
    expect(answers.filter(Boolean)).toHaveLength(6);
  });
});
