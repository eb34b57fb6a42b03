import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { peerSettings, settingsAlone, settingsOf, Settings, type SettingDeclarations } from '@demae/platform';
import { gateway } from '../apps/gateway/src/gateway.module.js';
import { bankSettings } from '../apps/payment/src/bank/bank-settings.js';
import { SERVICES } from '../apps/standalone/src/demae.js';
import { seedSettings } from '../apps/standalone/src/standalone-settings.js';
import { user } from '../apps/user/src/user.module.js';
import { KAFKA_VERSION } from '../scripts/kafka/jars.js';
import { readCompose, readDotenv, variablesOf, type ComposeService } from './compose.js';

const secrets = { POSTGRES_PASSWORD: 'a-password', USER_SIGNING_KEY: '{"kty":"OKP"}' };
const example = readDotenv('.env.example');
const compose = readCompose({ ...example, ...secrets });
const services = Object.entries(compose.services);
const definitions = new Map([...SERVICES, gateway].map((definition) => [definition.name, definition]));
/** Programs of an image besides its service. */
const others: Record<string, SettingDeclarations> = { bank: bankSettings, seed: { ...settingsOf(user), ...seedSettings } };
const own = services.filter(([, { build }]) => build !== undefined);
const dockerfile = readFileSync('Dockerfile', 'utf8');

/** What the image itself puts into the environment. */
const imageEnvironment = Object.fromEntries(
  [...dockerfile.slice(dockerfile.lastIndexOf('\nFROM')).matchAll(/(?:ENV|\\\n)\s+(\w+)=(\S+)/g)].map(([, name, value]) => [name!, value!]),
);

function environmentOf({ environment = {} }: ComposeService): Record<string, string> {
  return { ...imageEnvironment, ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])) };
}

describe('docker-compose.yml', () => {
  it('is what the Compose Specification says', () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(JSON.parse(readFileSync('test/compose-spec/schema.json', 'utf8')) as object);
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('has every service, each with its own image', () => {
    const apps = readdirSync('apps').filter((name) => name !== 'standalone');
    expect(own.map(([name]) => name).filter((name) => !(name in others)).sort()).toEqual(apps.sort());
    for (const [name, { build }] of own.filter(([service]) => !(service in others))) expect(build!.args.APP).toBe(name);
  });

  it('sets nothing that a service does not know', () => {
    const unknown = own.flatMap(([name, service]) => {
      const known = others[name] ?? settingsOf(definitions.get(name)!);
      return Object.keys(service.environment ?? {}).filter((variable) => !(variable in known)).map((variable) => `${name}: ${variable}`);
    });
    expect(unknown).toEqual([]);
  });

  it('sets everything that a service needs', () => {
    for (const [name, service] of own) {
      const environment = environmentOf(service);
      const needed = others[name] ?? settingsAlone(definitions.get(name)!, environment);
      // The seeding program brings a Redis and an event log of its own.
      const lent = name === 'seed' ? { REDIS_URL: 'memory:', DEMAE_EVENTS: '-' } : {};
      expect(() => Settings.read(name, needed, { ...environment, ...lent })).not.toThrow();
    }
    // In production, as the image says it is, a user service without its key does not start.
    expect([imageEnvironment['NODE_ENV'], compose.services['user']!.environment?.['USER_SIGNING_KEY']]).toEqual(['production', secrets.USER_SIGNING_KEY]);
  });

  it('names places that exist', () => {
    const ports = { grpc: imageEnvironment['GRPC_PORT'], health: imageEnvironment['HEALTH_PORT'] };
    for (const [name, service] of own) {
      for (const variable of Object.keys(peerSettings([...definitions.keys()]))) {
        const address = service.environment?.[variable];
        const peer = variable.replace('_GRPC_URL', '').toLowerCase();
        if (address !== undefined) expect(`${name}: ${address}`).toBe(`${name}: ${peer}:${ports.grpc}`);
      }
      for (const other of Object.keys(service.depends_on ?? {})) expect(Object.keys(compose.services)).toContain(other);
      const database = String(service.environment?.[`${name.toUpperCase()}_DATABASE_URL`] ?? `@postgres:5432/demae_${name}`);
      expect(database).toMatch(new RegExp(`@postgres:5432/demae_${name}$`));
    }
    expect(compose.services['bank']!.environment!['PORT']).toBe(Number(ports.health));
    expect(compose.services['payment']!.environment!['BANK_URL']).toBe(`http://bank:${ports.health}`);
  });

  it('pins every image', () => {
    const loose = services.filter(([, { image }]) => !/^[\w./-]+:\d[\w.-]*$/.test(image)).map(([name, { image }]) => `${name}: ${image}`);
    expect(loose).toEqual([]);
    expect(compose.services['kafka']!.image).toBe(`apache/kafka:${KAFKA_VERSION}`);
  });

  it('asks everybody whether they are well, and waits for it', () => {
    const unasked = services.filter(([, { healthcheck }]) => !healthcheck?.test).map(([name]) => name);
    const awaited = services.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
    // What runs to its end is awaited at its end.
    const jobs = awaited.filter(([, { condition }]) => condition === 'service_completed_successfully').map(([name]) => name);
    expect(unasked).toEqual(jobs);
    expect(jobs.map((name) => compose.services[name]!.restart)).toEqual(['no']);
    for (const [name, { condition }] of awaited.filter(([other]) => !jobs.includes(other))) expect(`${name} ${condition}`).toBe(`${name} service_healthy`);
    for (const [name, { restart }] of services.filter(([service]) => !jobs.includes(service))) expect(`${name} ${restart}`).toBe(`${name} unless-stopped`);
  });

  it('opens one door, on this machine only', () => {
    expect(services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`))).toEqual(['gateway 127.0.0.1:8080:8080']);
  });

  it('reads what .env.example explains, and says which secret is missing', () => {
    expect([...variablesOf()].sort()).toEqual(Object.keys(example).sort());
    for (const secret of Object.keys(secrets)) {
      expect(example[secret]).toBe('');
      expect(() => readCompose({ ...example, ...secrets, [secret]: '' })).toThrow(`${secret} is missing in .env; node scripts/dotenv.mjs makes one`);
    }
  });

  it('gets its .env from one command, once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'demae-dotenv-'));
    try {
      mkdirSync(join(folder, 'scripts'));
      for (const file of ['.env.example', 'scripts/dotenv.mjs']) cpSync(file, join(folder, file));
      const make = () => execFileSync(process.execPath, [join(folder, 'scripts/dotenv.mjs')], { encoding: 'utf8' });
      make();
      const text = readFileSync(join(folder, '.env'), 'utf8');
      const made = readDotenv(join(folder, '.env'));
      expect(made['POSTGRES_PASSWORD']).toMatch(/^[\w-]{32}$/);
      expect(JSON.parse(made['USER_SIGNING_KEY']!.replace(/^'|'$/g, ''))).toMatchObject({ kty: 'OKP', crv: 'Ed25519', d: expect.any(String) });
      expect(() => readCompose(made)).not.toThrow();
      expect(make()).toContain('stays as it is');
      expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(text);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the Dockerfile', () => {
  it('takes the Node that package.json asks for', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: { node: string } };
    expect(/^ARG NODE=(\S+)$/m.exec(dockerfile)![1]).toBe(`${dependencies.node}-bookworm-slim`);
  });

  it('sets nothing that a service does not know', () => {
    // NODE_ENV is also for libraries; HEALTH_PORT for the image's own check.
    const known = Object.assign({}, ...[...definitions.values()].map(settingsOf)) as SettingDeclarations;
    expect(Object.keys(imageEnvironment).filter((name) => !(name in known))).toEqual([]);
    expect(dockerfile).toMatch(/^HEALTHCHECK[^]*process\.env\.HEALTH_PORT[^]*\/livez/m);
  });
});
