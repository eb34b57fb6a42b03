import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Settings, settingsOf } from '@demae/platform';
import { bankSettings } from '../apps/payment/src/bank/bank-settings.js';
import { seedSettings } from '../apps/standalone/src/standalone-settings.js';
import { user } from '../apps/user/src/user.module.js';
import { baseFiles } from '../scripts/manifests/base.js';
import { misfits } from '../scripts/manifests/fit.js';
import { Network } from '../scripts/manifests/network.js';
import { needsPage } from '../scripts/manifests/page.js';
import { EVENT_TOPICS, NEEDS } from '../scripts/manifests/platform.js';
import { workloadsOf } from '../scripts/manifests/pods.js';
import { prodFiles } from '../scripts/manifests/prod.js';
import { readBase, readOverlay } from '../scripts/manifests/read.js';
import type { Resource } from '../scripts/manifests/resource.js';
import { readCompose, readDotenv } from './compose.js';

const OVERLAYS = ['dev', 'prod'] as const;

/** The manifests as they stand, with something changed in one file. */
function changed(file: string, from: string | RegExp, to: string, read: (k8s: string) => Resource[]): Resource[] {
  const folder = mkdtempSync(join(tmpdir(), 'demae-k8s-'));
  try {
    cpSync('k8s', folder, { recursive: true });
    const text = readFileSync(join(folder, file), 'utf8');
    const other = text.replace(from, to);
    if (other === text) throw new Error(`${file} has no ${String(from)}`);
    writeFileSync(join(folder, file), other);
    return read(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const inBase = (file: string, from: string | RegExp, to: string) => misfits(changed(`base/${file}`, from, to, readBase), { complete: false });
const inOverlay = (overlay: 'dev' | 'prod', file: string, from: string | RegExp, to: string) =>
  misfits(changed(`overlays/${overlay}/${file}`, from, to, (k8s) => readOverlay(overlay, k8s)), { complete: true });

describe('the manifests', () => {
  it('are those that the services ask for', () => {
    for (const [file, text] of baseFiles()) expect(readFileSync(join('k8s/base', file), 'utf8')).toBe(text);
    for (const [file, text] of prodFiles()) expect(readFileSync(join('k8s/overlays/prod/made', file), 'utf8')).toBe(text);
    expect(readFileSync('docs/needs.md', 'utf8')).toBe(needsPage());
  });

  it('fit the services, in the base and in each overlay', () => {
    expect(misfits(readBase(), { complete: false })).toEqual([]);
    for (const overlay of OVERLAYS) expect(misfits(readOverlay(overlay), { complete: true })).toEqual([]);
  });

  it('know the services, their topics and their groups from the code', () => {
    expect(NEEDS.map(({ name }) => name)).toContain('order');
    expect(EVENT_TOPICS).toContain('order.events');
    const { consumers, peers, topics, outside } = NEEDS.find(({ name }) => name === 'payment')!;
    expect(consumers).toContainEqual({ group: 'payment.CapturePayment', topics: ['order.events'] });
    expect([peers, topics.writes[0], outside]).toEqual([['order'], 'payment.events', [{ setting: 'BANK_URL', ports: [443] }]]);
  });

  it('hold no secret, only references', () => {
    for (const overlay of OVERLAYS) expect(readOverlay(overlay).filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  it('name an image of each service in each overlay, of a version', () => {
    for (const overlay of OVERLAYS) {
      const text = readFileSync(join('k8s/overlays', overlay, 'kustomization.yaml'), 'utf8');
      expect([...text.matchAll(/name: demae\/(\S+?),.* newTag: \d/g)].map(([, name]) => name)).toEqual(NEEDS.map(({ name }) => name));
    }
  });

  it('give the bank and the program that seeds what they need, and nothing that they do not know', () => {
    const resources = readOverlay('dev');
    const environment = (program: string) => {
      const { env = [] } = workloadsOf(resources).find(({ name }) => name === program)!.pod.containers[0]!;
      return Object.fromEntries(env.map(({ name, value }) => [name, value ?? (name.endsWith('_URL') ? 'postgres://somewhere' : 'secret')]));
    };
    const known = { bank: bankSettings, seed: { ...settingsOf(user), ...seedSettings } };
    for (const [program, settings] of Object.entries(known)) {
      expect(Object.keys(environment(program)).filter((name) => !(name in settings))).toEqual([]);
      // The seeding program brings a Redis and an event log of its own.
      expect(() => Settings.read(program, settings, { ...environment(program), ...(program === 'seed' ? { REDIS_URL: 'memory:', DEMAE_EVENTS: '-' } : {}) })).not.toThrow();
    }
    const network = new Network(resources);
    const labels = (name: string) => ({ labels: workloadsOf(resources).find((one) => one.name === name)!.labels });
    const asked = Object.keys(environment('seed')).filter((name) => name.endsWith('_GRPC_URL')).map((name) => name.replace('_GRPC_URL', '').toLowerCase());
    expect(asked.filter((peer) => !network.allows(labels('seed'), labels(peer), 50051))).toEqual([]);
    expect(NEEDS.map(({ name }) => name).filter((name) => !asked.includes(name) && network.allows(labels('seed'), labels(name), 50051))).toEqual([]);
    expect(NEEDS.filter(({ name }) => network.allows(labels(name), labels('bank'), 9090)).map(({ name }) => name)).toEqual(['gateway', 'payment']);
    expect(NEEDS.filter(({ name }) => network.allows(labels(name), labels('postgres'), 5432)).map(({ name }) => name)).toEqual(NEEDS.filter(({ migration }) => migration).map(({ name }) => name));
    expect(['order-migrate', 'seed'].filter((name) => !network.allows(labels(name), labels('postgres'), 5432))).toEqual([]);
  });

  it('mount what is for TLS so that nobody may write to it', () => {
    const file = 'base/order/deployment.yaml';
    const problems = misfits(changed(file, /(mountPath: \/etc\/demae\/tls\n +readOnly: )true/, '$1false', (k8s) => readOverlay('prod', k8s)), { complete: true });
    expect(problems).toContain("order's TLS_KEY is mounted so that it can be written to.");
    expect(misfits(changed(file, 'name: order-identity', 'name: payment-identity', (k8s) => readOverlay('prod', k8s)), { complete: true }))
      .toContain("order's TLS_KEY comes from tls.key of the Secret payment-identity; it should from tls.key of order-identity.");
  });

  it('call the gateway the same everywhere', () => {
    const text = ['kustomization', 'ingress'].map((file) => readFileSync(`k8s/overlays/prod/${file}.yaml`, 'utf8')).join('\n');
    const [, host] = /PUBLIC_URL=https:\/\/(\S+)/.exec(text)!;
    expect(text).toContain(`- host: ${host}\n`);
    expect(text).toContain(`hosts: [${host}], secretName: gateway-tls`);
    expect(text).toContain(`dnsNames: [${host}]`);
  });

  it('find each Secret that the development cluster needs, made by one command', () => {
    const folder = mkdtempSync(join(tmpdir(), 'demae-secrets-'));
    try {
      mkdirSync(join(folder, 'scripts'));
      for (const file of ['.env.example', 'scripts/dotenv.mjs', 'scripts/secrets.mjs']) cpSync(file, join(folder, file));
      for (const { name } of NEEDS) mkdirSync(join(folder, 'apps', name), { recursive: true });
      const run = (script: string) => execFileSync(process.execPath, [join(folder, 'scripts', script)], { encoding: 'utf8', stdio: 'pipe' });
      expect(() => run('secrets.mjs')).toThrow('node scripts/dotenv.mjs');
      run('dotenv.mjs');
      const { items } = JSON.parse(run('secrets.mjs')) as { items: { metadata: { name: string; namespace: string }; stringData: Record<string, string> }[] };
      const made = items.flatMap(({ metadata, stringData }) => Object.keys(stringData).map((key) => `${metadata.name}/${key}`));
      const wanted = workloadsOf(readOverlay('dev')).flatMap(({ pod }) => pod.containers).flatMap(({ env = [] }) => env)
        .flatMap(({ valueFrom }) => (valueFrom?.secretKeyRef && !valueFrom.secretKeyRef.optional ? [`${valueFrom.secretKeyRef.name}/${valueFrom.secretKeyRef.key}`] : []));
      expect([...new Set(wanted)].filter((one) => !made.includes(one))).toEqual([]);
      const database = items.find(({ metadata }) => metadata.name === 'order-database-app')!.stringData['uri']!;
      expect(new URL(database)).toMatchObject({ protocol: 'postgres:', host: 'postgres:5432', pathname: '/demae_order', username: 'demae', password: readDotenv(join(folder, '.env'))['POSTGRES_PASSWORD'] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the Tiltfile', () => {
  const text = readFileSync('Tiltfile', 'utf8');
  const list = (name: string) => [...new RegExp(`^${name} = \\[(.*)\\]$`, 'm').exec(text)![1]!.matchAll(/'([^']+)'/g)].map(([, item]) => item!);

  it('knows every service, and the libraries that images carry', () => {
    expect(list('SERVICES')).toEqual(NEEDS.map(({ name }) => name));
    const left = /rm -rf libs\/\*\/src (.*?) node_modules/.exec(readFileSync('Dockerfile', 'utf8'))![1]!.split(' ');
    expect(list('LIBS')).toEqual(readdirSync('libs').filter((name) => !left.includes(`libs/${name}`)));
  });

  it('names files and programs that are there', () => {
    const programs = workloadsOf(readOverlay('dev')).map(({ name }) => name);
    expect([...text.matchAll(/k8s_resource\('([\w-]+)'/g)].map(([, name]) => name!).filter((name) => !programs.includes(name))).toEqual([]);
    expect(['kafka', 'postgres', 'redis', 'bank', 'order-migrate'].filter((name) => !programs.includes(name))).toEqual([]);
    const named = [...text.matchAll(/\b(?:scripts\/[\w-]+\.mjs|k8s\/[\w/.]*\w|test\/[\w.]*\w)/g)].map(([file]) => file);
    expect(named.filter((file) => !existsSync(file))).toEqual([]);
    expect(named).toContain('k8s/development.Dockerfile.end');
  });
});

describe('what does not fit is found:', () => {
  it.each([
    ['a variable that is missing', 'order/deployment.yaml', /\n +- name: CATALOG_GRPC_URL\n.*$/m, '', 'order asks catalog, so CATALOG_GRPC_URL should be catalog:50051; its Deployment says nothing.'],
    ['a peer at a wrong port', 'order/deployment.yaml', 'catalog:50051', 'catalog:50052', 'order asks catalog, so CATALOG_GRPC_URL should be catalog:50051; its Deployment says catalog:50052.'],
    ['a variable that nobody knows', 'order/deployment.yaml', '- name: CATALOG_GRPC_URL', '- name: CATALOGUE_GRPC_URL', 'order knows no CATALOGUE_GRPC_URL, which its Deployment sets.'],
    ['a secret that is written down', 'user/deployment.yaml', /- name: USER_SIGNING_KEY\n +valueFrom:\n +secretKeyRef:\n +name: .*\n +key: .*/, '- {name: USER_SIGNING_KEY, value: abc}', "user's USER_SIGNING_KEY is secret; it belongs into a Secret, and here a reference to it."],
    ['a secret that is called optional', 'user/deployment.yaml', 'key: USER_SIGNING_KEY', 'key: USER_SIGNING_KEY\n                  optional: true', 'user does not start without USER_SIGNING_KEY, but its Deployment calls it optional.'],
    ['a secret that is not taken', 'payment/deployment.yaml', /- name: REDIS_URL\n +valueFrom:\n +secretKeyRef:\n +name: .*\n +key: .*\n +/, '', "payment's REDIS_URL is not taken from any Secret."],
    ['a port that nobody answers at', 'order/deployment.yaml', 'containerPort: 50051', 'containerPort: 50052', 'order answers grpc at 50051, but its Deployment says 50052.'],
    ['a Service at another port', 'order/service.yaml', 'port: 50051', 'port: 80', 'The Service of order should answer at 50051, where its callers ask.'],
    ['a Service that keeps each caller with one pod', 'order/service.yaml', 'clusterIP: None', 'type: ClusterIP', 'The Service of order has an address of its own, so that each caller would stay with one pod.'],
    ['a probe that is gone', 'order/deployment.yaml', / +readinessProbe:\n(?: {12}.*\n)+/, '', "order's readinessProbe should ask /readyz at its health port 9090."],
    ['a probe that means nothing', 'order/deployment.yaml', /livenessProbe:\n(.*)\n +path: \/livez/, 'livenessProbe:\n$1\n              path: /readyz', "order's livenessProbe should ask /livez at its health port 9090."],
    ['too little time to stop', 'order/deployment.yaml', 'terminationGracePeriodSeconds: 40', 'terminationGracePeriodSeconds: 20', 'order needs up to 25 s to stop, after 5 s in which it still gets requests; its Deployment grants 20 s in all.'],
    ['pods that migrate themselves', 'order/deployment.yaml', 'value: await', 'value: run', 'order has to await its migrations (DEMAE_MIGRATIONS), which a Job runs.'],
    ['migrations that nobody runs', 'order/migrate.yaml', 'name: order-migrate', 'name: order-moves', 'No Job runs the migrations of order.'],
    ['a Job that does something else', 'order/migrate.yaml', '- migrate', '- migrat', 'The Job order-migrate does not migrate.'],
    ['migrations of another version', 'order/migrate.yaml', 'image: demae/order', 'image: demae/order:0.0.9', 'The migrations of order are of another version than its pods: demae/order:0.0.9, demae/order.'],
    ['a caller whom no policy lets in', 'catalog/network-policy.yaml', 'app.kubernetes.io/name: order\n', 'app.kubernetes.io/name: orders\n', 'No network policy lets order talk to catalog at 50051, though it has to.'],
    ['a caller whom no policy lets out', 'order/network-policy.yaml', /- to:\n +- podSelector:\n +matchLabels:\n +app.kubernetes.io\/name: catalog\n(.*\n)+? +port: 50051\n +/, '', 'No network policy lets order talk to catalog at 50051, though it has to.'],
    ['a policy that lets in too many', 'payment/network-policy.yaml', /- from:\n +- podSelector:\n +matchLabels:\n +app.kubernetes.io\/name: gateway\n/, '- from:\n        - podSelector:\n            matchLabels:\n', 'A network policy lets a stranger talk to payment, though it never has to.'],
    ['a way to the database of another', 'order/network-policy.yaml', 'demae.test/database-of: order', 'demae.test/database-of: payment', 'A network policy lets order talk to the database of payment, though it never has to.'],
    ['a way out that nobody needs', 'payment/network-policy.yaml', 'port: 443', 'port: 25', 'A network policy lets payment reach outside at 25, though it never has to.'],
    ['a metrics port that cannot be asked', 'order/network-policy.yaml', 'port: 9090', 'port: 9091', 'No network policy lets Prometheus ask order for its metrics at 9090, though it has to.'],
    ['everybody let through', 'policies.yaml', /podSelector:\n +matchLabels:\n +app.kubernetes.io\/part-of: demae\n +policyTypes:\n +- Ingress\n +- Egress/, 'podSelector: {}\n  policyTypes: [Ingress, Egress]\n  ingress: [{}]\n  egress: [{}]', 'A network policy lets payment talk to catalog at 50051, though it never has to.'],
    ['a caller whom it does not let in', 'catalog/deployment.yaml', 'value: gateway,order', 'value: gateway', 'catalog is asked by gateway, order, but lets in gateway (TLS_CALLERS).'],
    ['root', 'order/deployment.yaml', 'runAsNonRoot: true', 'runAsNonRoot: false', 'Deployment order may run as root.'],
    ['a file system that can be written to', 'order/migrate.yaml', 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', 'Job order-migrate has a root file system that can be written to.'],
    ['capabilities', 'order/deployment.yaml', '- ALL', '- NET_RAW', 'Deployment order keeps capabilities.'],
    ['memory without bounds', 'order/deployment.yaml', 'limits:\n              memory: 768Mi', 'limits:\n              cpu: 2', 'Deployment order has no bounds of memory, or asks for no share of the processor.'],
  ])('%s', (_, file, from, to, problem) => {
    expect(inBase(file, from, to)).toContain(problem);
  });

  it.each([
    ['prod', 'a topic that is missing', 'made/topics.yaml', 'name: order.events\n', 'name: orders.events\n', 'The topic order.events is not made.'],
    ['prod', 'a topic that nobody knows', 'made/topics.yaml', 'name: order.events\n', 'name: orders.events\n', 'Nobody writes or hears the topic orders.events.'],
    ['prod', 'another number of partitions', 'kustomization.yaml', 'KAFKA_PARTITIONS=12', 'KAFKA_PARTITIONS=24', 'The topic order.events has 12 partitions, but KAFKA_PARTITIONS is 24.'],
    ['prod', 'a topic that Kafka does not let it write', 'made/kafka-users.yaml', /name: payment\.events\n +patternType: literal\n +operations:\n +- Write/, 'name: payment.events\n          patternType: literal\n        operations:\n          - Alter', 'payment writes payment.events, but Kafka does not let it.'],
    ['prod', 'a group that nobody counts', 'made/scalers.yaml', 'consumerGroup: payment.CapturePayment', 'consumerGroup: payment.CapturePayments', 'payment is not scaled by how far payment.CapturePayment is behind.'],
    ['prod', 'more replicas than find work', 'made/scalers.yaml', 'maxReplicaCount: 12', 'maxReplicaCount: 20', 'user may grow to 20 replicas, of which only 12 find partitions.'],
    ['prod', 'two who scale', 'kustomization.yaml', '(user|catalog|', '(catalog|', 'user is scaled twice, by its HorizontalPodAutoscaler and by KEDA.'],
    ['prod', 'a database that nobody backs up', 'made/databases.yaml', /kind: ScheduledBackup\nmetadata:\n {2}name: order-database\n(.*\n)+? {2}cluster:\n {4}name: order-database/, 'kind: ScheduledBackup\nmetadata:\n  name: order-database\nspec:\n  schedule: 0 0 18 * * *\n  cluster:\n    name: payment-database', 'Nobody backs up order-database.'],
    ['prod', 'a login that cannot rejoin', 'made/kafka-users.yaml', 'name: demae-rejoin-', 'name: demae-join-', 'Kafka does not let user read what it needs when its database was restored.'],
    ['prod', 'a setting that is required', 'kustomization.yaml', 'BANK_URL=', 'BANK_ADDRESS=', 'payment cannot start, because a setting is missing or wrong:\n  BANK_URL is missing: where the simulated bank answers. Write for example BANK_URL=http://127.0.0.1:8090'],
    ['prod', 'a certificate that nobody mounts', 'kustomization.yaml', 'TLS_CERT=/etc/demae/tls/tls.crt', 'TLS_CERT=/etc/demae/tls/tls.pem', "order's TLS_CERT=/etc/demae/tls/tls.pem is a file that nobody mounts."],
    ['prod', "an authority of Kafka's that nobody mounts", 'kustomization.yaml', '/etc/demae/tls/kafka-ca.crt', '/etc/demae/kafka/ca.crt', "order's KAFKA_CA=/etc/demae/kafka/ca.crt is a file that nobody mounts."],
    ['prod', 'a key that comes from elsewhere', 'kustomization.yaml', 'TLS_KEY=/etc/demae/tls/tls.key', 'TLS_KEY=/etc/demae/tls/tls.crt', "order's TLS_KEY comes from tls.crt of the Secret order-identity; it should from tls.key of order-identity."],
    ['prod', 'half of TLS', 'kustomization.yaml', '- TLS_CA=', '- TRACE_SLOW=', 'order lacks TLS_CA, without which it does not start.'],
    ['prod', 'a database that is asked in plain text', 'kustomization.yaml', '- DATABASE_CA=/etc/demae/tls/database-ca.crt', '- LOG_LEVEL=info', 'order speaks to its database without TLS, though it has a certificate of its own.'],
    ['prod', 'migrations in plain text', 'kustomization.yaml', '- DATABASE_CA=/etc/demae/tls/database-ca.crt', '- LOG_LEVEL=info', 'order-migrate speaks to the database without TLS.'],
    ['prod', 'a database that lets in who speaks no TLS', 'made/databases.yaml', 'hostnossl all all all reject', 'host all all all md5', 'The database of user lets in who speaks no TLS.'],
    ['prod', 'a certificate that nobody makes', 'made/identities.yaml', 'secretName: order-identity', 'secretName: orders-identity', 'Nobody makes the Secret order-identity, in which order has its certificate.'],
    ['prod', 'a certificate for somebody else', 'made/identities.yaml', '    - order\n', '    - orders\n', 'The certificate of order is for orders, order.demae.svc, so that its peers do not believe it.'],
    ['prod', 'a certificate by which nobody can call', 'made/identities.yaml', / +- client auth\n/, '', 'The certificate of gateway is not good for client auth, and a service both asks and is asked.'],
    ['prod', 'an authority that is not there', 'authority.yaml', /name: demae$/m, 'name: demea', 'There is no Issuer demae, which should sign the certificate of order.'],
    ['dev', 'a setting that is wrong', 'kustomization.yaml', 'DEMAE_SANDBOX=on', 'DEMAE_SANDBOX=perhaps', 'order cannot start, because a setting is missing or wrong:\n  DEMAE_SANDBOX=perhaps is neither on nor off: whether the clock may be moved and other tools of test environments work. Write for example DEMAE_SANDBOX=on'],
    ['dev', 'a program without bounds', 'bank.yaml', 'runAsNonRoot: true, ', '', 'Deployment bank may run as root.'],
  ] as const)('in %s, %s', (overlay, _, file, from, to, problem) => {
    expect(inOverlay(overlay, file, from, to)).toContain(problem);
  });
});

describe('docker-compose.yml', () => {
  it('gives each service the peers and servers that it needs, and no others', () => {
    const { services } = readCompose({ ...readDotenv('.env.example'), POSTGRES_PASSWORD: 'a-password', USER_SIGNING_KEY: '{"kty":"OKP"}' });
    for (const { name, peers, servers } of NEEDS) {
      const { environment = {}, depends_on: awaited = {} } = services[name]!;
      const asked = Object.keys(environment).filter((variable) => variable.endsWith('_GRPC_URL')).map((variable) => variable.replace('_GRPC_URL', '').toLowerCase());
      expect({ name, asked: asked.sort() }).toEqual({ name, asked: [...peers].sort() });
      expect({ name, servers: ['kafka', 'postgres', 'redis'].filter((server) => server in awaited) }).toEqual({ name, servers: [...servers].sort() });
    }
  });
});
