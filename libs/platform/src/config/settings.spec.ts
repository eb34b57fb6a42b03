import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, Settings } from './settings.js';
import type { SettingDeclarations } from './settings.js';

const declarations = {
  INVENTORY_DATABASE_URL: { kind: 'url', what: "the service's own database", example: 'postgres://user:password@127.0.0.1:5432/inventory' },
  POOL: { kind: 'whole', default: 8, least: 2, most: 100, what: 'most connections' },
  OFFER: { kind: 'duration', default: '30s', what: 'how long an offer stands' },
  SANDBOX: { kind: 'flag', default: false, what: 'whether the clock may be moved' },
  LEVEL: { kind: 'text', default: 'info', choices: ['info', 'warn'], what: 'the least serious log lines' },
  KEY: { kind: 'secret', optional: true, what: 'what tokens are signed with' },
} as const satisfies SettingDeclarations;

const database = { INVENTORY_DATABASE_URL: 'postgres://a:b@127.0.0.1/x' };
const read = (environment: Record<string, string>) => Settings.read('inventory', declarations, environment);

describe('settings', () => {
  it('come with their defaults, each as its own kind', () => {
    const settings = read(database);
    const { POOL, OFFER, SANDBOX, LEVEL, KEY } = Object.fromEntries(Object.keys(declarations).map((name) => [name, settings.get(name)]));
    expect({ POOL, OFFER, SANDBOX, LEVEL, KEY }).toEqual({ POOL: 8, OFFER: 30_000, SANDBOX: false, LEVEL: 'info', KEY: undefined });
  });

  it('are read as people write them', () => {
    const settings = read({ ...database, POOL: '16', OFFER: '2m', SANDBOX: 'On', LEVEL: 'warn', KEY: 'x' });
    expect([settings.get('POOL'), settings.get('OFFER'), settings.get('SANDBOX'), settings.get('LEVEL'), settings.get('KEY')]).toEqual([16, 120_000, true, 'warn', 'x']);
  });

  it('fail with one error that names all that is missing or wrong, and what to write', () => {
    const error = failure({ POOL: '1', OFFER: 'soon', SANDBOX: 'perhaps', LEVEL: 'loud' });
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatchInlineSnapshot(`
"inventory cannot start, because 5 settings are missing or wrong:
  INVENTORY_DATABASE_URL is missing: the service's own database. Write for example INVENTORY_DATABASE_URL=postgres://user:password@127.0.0.1:5432/inventory
  POOL=1 is less than 2: most connections. Write for example POOL=10
  OFFER=soon is no duration: how long an offer stands. Write for example OFFER=30s
  SANDBOX=perhaps is neither on nor off: whether the clock may be moved. Write for example SANDBOX=on
  LEVEL=loud is none of info, warn: the least serious log lines. Write for example LEVEL=info"
`);
  });

  it('take an empty value for a missing one', () => {
    expect(failure({ INVENTORY_DATABASE_URL: '' }).problems).toEqual([expect.stringContaining('INVENTORY_DATABASE_URL is missing')]);
  });

  it('may be missing while one tries things out, and not in production', () => {
    const key = { KEY: { kind: 'secret', optional: true, neededInProduction: true, example: '{"kty":"OKP"}', what: 'what tokens are signed with' } } as const;
    expect(Settings.read('user', key, {}).get('KEY')).toBeUndefined();
    expect(() => Settings.read('user', key, { NODE_ENV: 'production' })).toThrow('KEY is missing: what tokens are signed with. Write for example KEY={"kty":"OKP"}');
  });

  it('never print a secret', () => {
    const secret = { KEY: { kind: 'secret', choices: ['right'], what: 'the key' } } as const;
    expect(() => Settings.read('user', secret, { KEY: 'hunter2' })).toThrow(/^(?!.*hunter2)[\s\S]*KEY is none of/);
  });

  it('never print a password that stands in a URL, and know how it has to begin', () => {
    const store = { STORE: { kind: 'url', schemes: ['redis', 'rediss'], what: 'the store', example: 'redis://127.0.0.1:6379' } } as const;
    const refused = (url: string) => () => Settings.read('user', store, { STORE: url });
    expect(refused('http://a:hunter2@b')).toThrow(/^(?!.*hunter2)[\s\S]*STORE does not begin with redis: or rediss:: the store\. Write for example STORE=redis:/);
    expect(refused('redis//a:hunter2@b')).toThrow(/^(?!.*hunter2)[\s\S]*STORE is no URL/);
    expect(refused('127.0.0.1:6379')).toThrow('STORE=127.0.0.1:6379 is no URL');
    expect(Settings.read('user', store, { STORE: 'rediss://a:hunter2@b' }).get('STORE')).toBe('rediss://a:hunter2@b');
  });

  it('must have been declared to be read', () => {
    expect(() => read(database).get('PREP_MINUTES')).toThrow('PREP_MINUTES was not declared');
  });

  function failure(environment: Record<string, string>): ConfigurationError {
    try {
      read(environment);
    } catch (error) {
      return error as ConfigurationError;
    }
    throw new Error('these settings should have been refused');
  }
});
