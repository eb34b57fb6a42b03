import { describe, expect, it, jest } from '@jest/globals';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { Passwords } from './passwords.js';

describe('passwords', () => {
  const passwords = new Passwords();

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
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let n = 0; n < 15; n++) {
      for (const who of ['known', 'unknown'] as const) {
        const begun = performance.now();
        await passwords.matches(who === 'known' ? stored : undefined, 'two');
        times[who].push(performance.now() - begun);
      }
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[7]!;
    const ratio = median(times.unknown) / median(times.known);
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(1.6);
  });

  it('wait in line and all come through', async () => {
    const stored = await passwords.hash('one');
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => passwords.matches(stored, i % 2 ? 'one' : 'two')));
    expect(answers.filter(Boolean)).toHaveLength(6);
  });
});
