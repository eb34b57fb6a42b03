import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { KafkaLog, type KafkaLogOptions } from '@demae/saga';
import type { SecureDoors } from './broker.js';
import { KafkaCluster } from './cluster.js';
import { run } from './jars.js';

const directory = mkdtempSync(join(tmpdir(), 'demae-login-'));
const file = (name: string) => join(directory, name);
const PASSWORD = 'correct-horse';
let cluster: KafkaCluster;
let ports: SecureDoors['ports'];

/** An authority of our own, a certificate of 127.0.0.1 signed by it, and another authority that has signed nothing. */
async function makeCertificates(): Promise<void> {
  const authority = (name: string) => run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', `/CN=${name}`, '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)]);
  await authority('ours');
  await authority('theirs');
  await run('openssl', ['req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=broker', '-keyout', file('broker.key'), '-out', file('broker.csr')]);
  writeFileSync(file('names'), 'subjectAltName=IP:127.0.0.1\n');
  await run('openssl', ['x509', '-req', '-days', '1', '-in', file('broker.csr'), '-CA', file('ours.pem'), '-CAkey', file('ours.key'), '-CAcreateserial', '-extfile', file('names'), '-out', file('broker.pem')]);
  writeFileSync(file('broker.all.pem'), ['broker.key', 'broker.pem', 'ours.pem'].map((name) => readFileSync(file(name), 'utf8')).join(''));
}

beforeAll(async () => {
  await makeCertificates();
  cluster = await KafkaCluster.start({ directory: file('kafka'), secure: { users: { demae: PASSWORD }, keyFile: file('broker.all.pem') } });
  ports = cluster.broker(1).place.secure!.ports;
});

afterAll(async () => {
  await cluster.kill();
  rmSync(directory, { recursive: true, force: true });
});

describe('with the right login', () => {
  async function works(name: string, port: number, security: NonNullable<KafkaLogOptions['security']>): Promise<void> {
    const log = await KafkaLog.open({ brokers: `127.0.0.1:${port}`, clientId: 'test', security });
    try {
      await log.ensureTopics([name]);
      const seen: string[] = [];
      await log.subscribe({ group: name, topics: [name], maxBatch: 10, onBatch: (records) => Promise.resolve(void seen.push(...records.map(({ key }) => key))) });
      await log.publish([{ topic: name, key: 'a', value: Buffer.from('1'), headers: {} }]);
      for (const end = Date.now() + 120_000; seen.length === 0 && Date.now() < end; ) await pause(20);
      expect(seen).toEqual(['a']);
      expect(await log.history([name], 'a')).toHaveLength(1);
    } finally {
      await log.close();
    }
  }

  const login = { username: 'demae', password: PASSWORD };
  it('by PLAIN', () => works('plain', ports.login, { sasl: { mechanism: 'plain', ...login } }));
  it('by SCRAM-SHA-256', () => works('scram-256', ports.login, { sasl: { mechanism: 'scram-sha-256', ...login } }));
  it('by SCRAM-SHA-512 over TLS', () => works('scram-512', ports.loginTls, { ssl: { ca: readFileSync(file('ours.pem'), 'utf8') }, sasl: { mechanism: 'scram-sha-512', ...login } }));
  it('over TLS without a login', () => works('tls', ports.tls, { ssl: { ca: readFileSync(file('ours.pem'), 'utf8') } }));
});

describe('a service that', () => {
  /** A real one, as a process of its own. There is no database, so it never comes further than that. */
  async function start(port: number, settings: Record<string, string>): Promise<string> {
    const child = spawn(process.execPath, ['dist/apps/inventory/src/main.js'], {
      env: {
        PATH: process.env['PATH'], LOG_LEVEL: 'silent', REDIS_URL: 'memory:', INVENTORY_DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/nowhere', CATALOG_GRPC_URL: '127.0.0.1:1',
        KAFKA_BROKERS: `127.0.0.1:${port}`, ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    // It says so within seconds; a busy machine may need many for the start alone.
    const late = setTimeout(() => child.kill('SIGKILL'), 150_000);
    const [code] = (await once(child, 'close')) as [number | null];
    clearTimeout(late);
    expect({ code, said }).toMatchObject({ code: 1 });
    return said.trim();
  }

  const login = (kind: string, password = PASSWORD, user = 'demae') => ({ KAFKA_SASL: kind, KAFKA_USERNAME: user, KAFKA_PASSWORD: password });
  const tls = { KAFKA_TLS: 'on' };
  const trusting = (name: string) => ({ ...tls, KAFKA_CA: file(name) });

  it('has the right login gets as far as its database', async () => {
    expect(await start(ports.loginTls, { ...trusting('ours.pem'), ...login('scram-sha-256') })).toMatch(/INVENTORY_DATABASE_URL does not fit: No Postgres answers at 127\.0\.0\.1:1/);
  });

  for (const kind of ['plain', 'scram-sha-256', 'scram-sha-512']) {
    it(`has a wrong password, or a user that Kafka does not know, is told so: ${kind}`, async () => {
      for (const wrong of [login(kind, 'hunter2'), login(kind, 'hunter2', 'nobody')]) {
        const said = await start(ports.login, wrong);
        expect(said).toMatch(new RegExp(`KAFKA_PASSWORD does not fit: Kafka at 127\\.0\\.0\\.1:\\d+ refuses the login of "${wrong.KAFKA_USERNAME}" by ${kind.toUpperCase()}: .* Correct user and password\\.$`));
        expect(said).not.toContain('hunter2');
      }
    });
  }

  it('does not log in where one has to', async () => {
    expect(await start(ports.login, {})).toMatch(/KAFKA_SASL does not fit: What answers at .* closes the connection of who does not log in .*Say how to log in/);
  });

  it('logs in where nobody does', async () => {
    expect(await start(cluster.broker(1).place.port, login('plain', 'hunter2'))).toMatch(/KAFKA_SASL does not fit: Kafka at .* takes no login\. Leave the login out/);
  });

  it('speaks plainly where TLS is spoken, with a login or without', async () => {
    expect(await start(ports.tls, {})).toMatch(/KAFKA_TLS does not fit: Kafka speaks TLS at .*Turn TLS on/);
    expect(await start(ports.loginTls, login('plain'))).toMatch(/KAFKA_TLS does not fit: Kafka speaks TLS at .*Turn TLS on/);
  });

  it('speaks TLS where nobody does', async () => {
    expect(await start(ports.login, { ...tls, ...login('plain') })).toMatch(/KAFKA_TLS does not fit: Kafka speaks no TLS at .*Turn TLS off/);
  });

  it('cannot trust the certificate', async () => {
    expect(await start(ports.tls, tls)).toMatch(/KAFKA_CA does not fit: The certificate of .* is not to be trusted \(SELF_SIGNED_CERT_IN_CHAIN: .*Name the file of the authority/);
    expect(await start(ports.tls, trusting('theirs.pem'))).toMatch(/KAFKA_CA does not fit: The certificate of .* is not to be trusted/);
  });

  it('has a file of authorities that holds none', async () => {
    expect(await start(ports.tls, trusting('names'))).toMatch(/KAFKA_CA=.*names holds no certificate in PEM/);
    expect(await start(ports.tls, trusting('nowhere'))).toMatch(/KAFKA_CA=.*nowhere holds no certificate in PEM \(ENOENT/);
  });

  it('is to find its Redis under a wrong kind of URL', async () => {
    const said = await start(ports.tls, { REDIS_URL: 'http://:hunter2@127.0.0.1:6379' });
    expect(said).toMatch(/REDIS_URL does not begin with redis: or rediss: or memory:/);
    expect(said).not.toContain('hunter2');
  });
});
