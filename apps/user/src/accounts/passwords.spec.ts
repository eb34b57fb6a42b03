import { describe, expect, it } from '@jest/globals';
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

  it('wait in line and all come through', async () => {
    const stored = await passwords.hash('one');
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => passwords.matches(stored, i % 2 ? 'one' : 'two')));
    expect(answers.filter(Boolean)).toHaveLength(6);
  });
});
