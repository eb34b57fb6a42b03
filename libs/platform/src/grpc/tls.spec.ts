import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import forge from 'node-forge';
import { Clock } from '@demae/saga';
import { CatalogServiceService, OpsServiceService } from '@demae/contracts';
import type { ClockTime } from '@demae/contracts';
import { tlsSettings } from '../config/service-settings.js';
import { Settings } from '../config/settings.js';
import { createLogger, NestLogger } from '../log/logger.js';
import { openRedis } from '../redis/redis.js';
import { defineService } from '../service/define-service.js';
import { startService } from '../service/start-service.js';
import { Certificates } from '../tls/certificates.js';
import type { TlsFiles } from '../tls/certificates.js';
import { callersGuard, channelCredentials, openTls, serverCredentials } from '../tls/grpc-tls.js';
import { namesOf } from '../tls/identity.js';
import { GrpcTransport } from './grpc-transport.js';
import { Peers } from './peers.js';

const HOUR = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'demae-tls-'));
const lines: string[] = [];
const logger = createLogger('info', { write: (line) => void lines.push(line) });
const told = () => lines.map((line) => JSON.parse(line) as { level: string; msg: string });

/** Keys take long to make, so all certificates have this one. */
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
let serial = 0;

/** A certificate for the names, signed by the authority, or by itself as an authority. @param begins, ends milliseconds from now */
function certificate(authority: string, { names = [], begins = -48 * HOUR, ends = 30 * 24 * HOUR }: { names?: string[]; begins?: number; ends?: number }): string {
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.publicKeyFromPem(publicKey);
  made.serialNumber = `01${(serial += 1).toString(16).padStart(4, '0')}`;
  made.validity.notBefore = new Date(Date.now() + begins);
  made.validity.notAfter = new Date(Date.now() + ends);
  made.setIssuer([{ name: 'commonName', value: authority }]);
  made.setSubject([{ name: 'commonName', value: names[0] ?? authority }]);
  made.setExtensions(names.length === 0
    ? [{ name: 'basicConstraints', cA: true }, { name: 'keyUsage', keyCertSign: true }]
    : [{ name: 'extKeyUsage', serverAuth: true, clientAuth: true }, { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) }]);
  // By Node, which takes a hundredth of the time.
  const body = () => forge.asn1.toDer((made as unknown as { tbsCertificate: forge.asn1.Asn1 }).tbsCertificate).getBytes();
  const signer = { sign: () => sign('sha256', Buffer.from(body(), 'binary'), privateKey).toString('binary') };
  made.sign(signer as unknown as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}

/** Overwrites what is there. */
function write(name: string, { cert, ca }: { cert: string; ca: string }): TlsFiles {
  const files = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`), ca: join(folder, `${name}.ca`) };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, privateKey);
  writeFileSync(files.ca, ca);
  return files;
}

@Controller()
class Answers {
  @GrpcMethod('OpsService', 'getClock')
  getClock(): ClockTime {
    return { now: new Date(0) };
  }

  @GrpcMethod('CatalogService', 'listCategories')
  listCategories(): object {
    return { items: [] };
  }
}

@Module({ controllers: [Answers] })
class AnswersModule {}

@Module({})
class NothingModule {}

const { getClock } = OpsServiceService;
const { listCategories } = CatalogServiceService;
const ours = certificate('ours', {});
const others = certificate('others', {});
/** Of the right authority. */
const fine = (...names: string[]) => ({ cert: certificate('ours', { names }), ca: ours });

const opened: (() => Promise<unknown> | void)[] = [];

function certificates(service: string, files: TlsFiles): Certificates {
  const own = Certificates.open(service, files, logger);
  opened.push(() => own.close());
  return own;
}

/** A catalog service with these certificates, or in plain text. */
async function serve(own?: Certificates, callers?: string[]): Promise<string> {
  const strategy = new GrpcTransport({
    service: 'catalog', definitions: [{ getClock }, { listCategories }], host: '127.0.0.1', port: 0, logger,
    tls: own && { credentials: serverCredentials(own), guard: callersGuard(callers, logger) },
  });
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(AnswersModule, { strategy, logger: new NestLogger(createLogger('silent')), abortOnError: false });
  await app.listen();
  opened.push(() => app.close());
  return strategy.address;
}

/** What a client with these certificates, or in plain text, hears from whom it believes to be the catalog. */
async function ask(address: string, own?: Certificates, what: 'listCategories' | 'getClock' = 'listCategories'): Promise<string> {
  const peers = new Peers(() => address, undefined, own && channelCredentials(own, logger));
  const options = { deadline: 20_000 };
  const asked = what === 'listCategories' ? peers.client({ listCategories }, 'catalog').listCategories({}, options) : peers.client({ getClock }, 'catalog').getClock({}, options);
  const answer = await asked.then(() => 'an answer', (error: Error & { cause?: Error }) => `${error.message} ${error.cause?.message ?? ''}`);
  peers.close();
  return answer;
}

/** Another client each time, as grpc-js shares connections among those of one. */
const client = (name: string) => certificates(name, write(`client-${name}`, fine(name)));

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  lines.length = 0;
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('with TLS, a service', () => {
  let server: Certificates;

  const start = async (callers?: string[]) => {
    server = certificates('catalog', write('catalog', fine('catalog', 'catalog.demae.svc')));
    return serve(server, callers);
  };

  it('answers each whom the authority has certified, unless told whom', async () => {
    expect(await ask(await start(), client('order'))).toBe('an answer');
  });

  it('answers those whom it is told, and nobody else of the same authority', async () => {
    const address = await start(['gateway', 'order']);
    expect(await ask(address, client('order'))).toBe('an answer');
    expect(await ask(address, certificates('order', write('far', fine('order.demae.svc.cluster.local'))))).toBe('an answer');
    lines.length = 0;
    expect(await ask(address, client('delivery'))).toContain('7 PERMISSION_DENIED: delivery may not call CatalogService.listCategories.');
    expect(told()).toMatchObject([{ level: 'warn', msg: 'a service has called that may not', rpc: 'CatalogService.listCategories', caller: 'delivery' }]);
  });

  it('does what is for operators only for the gateway', async () => {
    const address = await start();
    expect(await ask(address, client('gateway'), 'getClock')).toBe('an answer');
    expect(await ask(address, client('order'), 'getClock')).toContain('7 PERMISSION_DENIED: order may not call OpsService.getClock.');
    const asked = await start(['order']);
    expect(await ask(asked, client('order'), 'getClock')).toContain('7 PERMISSION_DENIED');
  });

  it.each<[string, () => { cert: string; ca: string }]>([
    ['of another authority', () => ({ cert: certificate('others', { names: ['order'] }), ca: ours })],
    ['which has expired', () => ({ cert: certificate('ours', { names: ['order'], ends: -HOUR }), ca: ours })],
  ])('refuses the connection of a caller with a certificate %s', async (_which, made) => {
    const address = await start();
    const { cert, ca } = made();
    expect(await handshake(address, { cert, key: privateKey, ca })).toBe('closed without a word');
    expect(await handshake(address, { ...fine('order'), key: privateKey })).toBe('let in');
  });

  it('refuses the connection of a caller without a certificate, and that in plain text', async () => {
    const address = await start();
    expect(await handshake(address, { ca: ours })).toMatch(/alert certificate required/);
    expect(await ask(address)).toContain('does not answer');
  });

  it('is not answered by a peer in plain text, of another authority or with another name', async () => {
    const order = client('order');
    expect(await ask(await serve(), order)).toContain('does not answer');
    expect(await ask(await serve(certificates('catalog', write('foreign', { cert: certificate('others', { names: ['catalog'] }), ca: ours }))), order)).toMatch(/unable to (get|verify)|self-signed|signature failure/);
    lines.length = 0;
    expect(await ask(await serve(certificates('delivery', write('wrong', fine('delivery')))), order)).toContain('The certificate is not of catalog.');
    expect(told()[0]).toMatchObject({ level: 'warn', peer: 'catalog', names: ['delivery'] });
  });

  it('takes another certificate, and then that of another authority, without a restart', async () => {
    const address = await start();
    const before = await serialOf(address);
    write('catalog', fine('catalog'));
    await server.refresh();
    expect(await serialOf(address)).not.toBe(before);
    expect(await ask(address, client('order'))).toBe('an answer');

    write('catalog', { cert: certificate('others', { names: ['catalog'] }), ca: others });
    await server.refresh();
    const order = client('order');
    expect(await ask(address, order)).toContain('does not answer');
    write('client-order', { cert: certificate('others', { names: ['order'] }), ca: others });
    await order.refresh();
    expect(await ask(address, order)).toBe('an answer');
  });

  it('goes on with what it has while its files do not fit', async () => {
    const address = await start();
    writeFileSync(join(folder, 'catalog.key'), generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await server.refresh();
    expect(told().at(-1)).toMatchObject({ level: 'warn', why: 'is not the key of the certificate in TLS_CERT' });
    rmSync(join(folder, 'catalog.crt'));
    await server.refresh();
    expect(told().at(-1)).toMatchObject({ level: 'warn', msg: 'the files of TLS cannot be read: those of before are used on' });
    expect(await ask(address, client('order'))).toBe('an answer');
  });

  it('works with a certificate that expires today, and says for how long', async () => {
    const own = certificates('catalog', write('today', { cert: certificate('ours', { names: ['catalog'], ends: 2.5 * HOUR }), ca: ours }));
    expect(told()).toMatchObject([{ level: 'warn', hours: 2.5 }]);
    expect(await ask(await serve(own), client('order'))).toBe('an answer');
  });
});

it('two services speak TLS when their settings say so', async () => {
  const redis = await openRedis('memory:', logger);
  opened.push(() => redis.disconnect());
  const start = async (name: string, more: object, env: Record<string, string>) => {
    const { cert, key, ca } = write(name, fine(name));
    const definition = defineService({ name, module: NothingModule, ...more });
    const service = await startService(definition, { env: { ...env, TLS_CERT: cert, TLS_KEY: key, TLS_CA: ca }, redis, clock: new Clock(), logger });
    opened.push(() => service.close());
    return service;
  };
  const { address = '' } = await start('catalog', {}, { TLS_CALLERS: 'order' });
  const gateway = await start('gateway', { http: {}, peers: ['catalog'] }, { PORT: '0', CATALOG_GRPC_URL: address });
  expect(await gateway.app.get(Peers).client(OpsServiceService, 'catalog').getHealth({})).toMatchObject({ ready: true });
  expect(await ask(address)).toContain('does not answer');
});

describe('the settings of TLS', () => {
  const open = (env: Record<string, string>) => openTls('catalog', Settings.read('catalog', tlsSettings({ answers: true }), env), logger, { answers: true });

  it('are all there, or none', () => {
    expect(open({})).toBeUndefined();
    expect(() => open({ TLS_CERT: 'a' })).toThrow('TLS_KEY and TLS_CA are missing: TLS between the services needs TLS_CERT, TLS_KEY and TLS_CA. Set all three, or none of them');
    const { cert, key, ca } = write('set', fine('catalog'));
    const tls = open({ TLS_CERT: cert, TLS_KEY: key, TLS_CA: ca, TLS_CALLERS: 'gateway, order' })!;
    opened.push(() => tls.close());
    const called = (caller: string) => tls.server.guard({ getAuthContext: () => ({ sslPeerCertificate: { subjectaltname: `DNS:${caller}` } as never }) }, 'CatalogService.listCategories');
    expect([called('order'), called('user')]).toMatchObject([undefined, { code: 7 }]);
  });

  it('name no caller that does not exist, and say who does', () => {
    expect(() => open({ TLS_CALLERS: 'gatway, order,order.getOrder' })).toThrow(
      'TLS_CALLERS=gatway, order,order.getOrder names "gatway", "order.getOrder", which are no services. Write some of catalog, delivery, fulfillment, gateway, inventory, notification, order, payment, user, with commas between',
    );
  });

  it.each<[string, (files: TlsFiles) => void, string | RegExp]>([
    ['is not there', ({ cert }) => rmSync(cert), /TLS_CERT=.* cannot be read \(ENOENT/],
    ['is no certificate', ({ ca }) => writeFileSync(ca, 'x'), /TLS_CA=.* holds no certificate of an authority/],
    ['is no key', ({ key }) => writeFileSync(key, 'x'), /TLS_KEY=.* holds no private key/],
    ['is of somebody else', ({ cert }) => writeFileSync(cert, certificate('ours', { names: ['order'] })), 'is the certificate of order: have one made with the DNS name "catalog"'],
    ['is of tomorrow', ({ cert }) => writeFileSync(cert, certificate('ours', { names: ['catalog'], begins: 24 * HOUR })), /is not good before .*, and it is 20.* here\. Put the clock of this machine right/],
    ['has expired', ({ cert }) => writeFileSync(cert, certificate('ours', { names: ['catalog'], ends: -HOUR })), 'has expired: it was good until'],
  ])('name no file that %s', (_what, spoil, message) => {
    const { cert, key, ca } = write('spoilt', fine('catalog'));
    spoil({ cert, key, ca });
    expect(() => open({ TLS_CERT: cert, TLS_KEY: key, TLS_CA: ca })).toThrow(message);
  });
});

it('a certificate is of the services that its DNS names name', () => {
  expect(namesOf('DNS:order, DNS:order.demae.svc.cluster.local, DNS:user.demae.svc, IP Address:10.0.0.1')).toEqual(['order', 'user']);
  expect(namesOf('DNS:order.example.com, URI:spiffe://order, DNS:*.demae.svc, email:order')).toEqual([]);
  expect(namesOf('DNS:"x, DNS:gateway, DNS:y"')).toEqual([]);
  expect(namesOf(undefined)).toEqual([]);
});

/** How a bare TLS connection ends. */
function handshake(address: string, options: { cert?: string; key?: string; ca: string }): Promise<string> {
  return new Promise((done) => {
    const socket = connect({ port: Number(address.split(':')[1]), host: '127.0.0.1', servername: 'catalog', ALPNProtocols: ['h2'], ...options });
    // In TLS 1.3 the server says no after the client has thought all is well.
    socket.on('error', (error) => done(error.message)).on('close', () => done('closed without a word')).on('data', () => {
      socket.destroy();
      done('let in');
    });
  });
}

/** The number of the certificate that new connections see. */
function serialOf(address: string): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect({ port: Number(address.split(':')[1]), host: '127.0.0.1', servername: 'catalog', ALPNProtocols: ['h2'], rejectUnauthorized: false }, () => {
      done(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.on('error', fail);
  });
}
