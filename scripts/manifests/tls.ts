import type { ServiceNeeds } from '@demae/platform';
import { callersOf } from './platform.js';
import { configured, workloadsOf, type Container, type PodSpec, type Workload } from './pods.js';
import { PART_OF, type Resource } from './resource.js';
import { unless } from './rules.js';

/** Where all that a pod needs for TLS is mounted. */
export const TLS_FOLDER = '/etc/demae/tls';

interface TlsFile {
  setting: string;
  file: string;
  /** The Secret, and where in there it stands. */
  secret: string;
  key: string;
}

/** Which file each setting of TLS names, and who makes it: cert-manager, CloudNativePG, Strimzi, or people. */
export function tlsFilesOf({ name, migration: data }: ServiceNeeds): TlsFile[] {
  const own = (setting: string, file: string) => ({ setting, file, secret: identityOf(name), key: file });
  return [
    own('TLS_CERT', 'tls.crt'), own('TLS_KEY', 'tls.key'), own('TLS_CA', 'ca.crt'),
    // https://cloudnative-pg.io/documentation/current/certificates/: <cluster>-ca
    ...(data ? [{ setting: 'DATABASE_CA', file: 'database-ca.crt', secret: `${name}-database-ca`, key: 'ca.crt' }] : []),
    ...(data ? [{ setting: 'KAFKA_CA', file: 'kafka-ca.crt', secret: 'demae-cluster-ca-cert', key: 'ca.crt' }] : []),
    { setting: 'REDIS_CA', file: 'redis-ca.crt', secret: 'redis', key: 'ca.crt' },
  ];
}

function identityOf(service: string): string {
  return `${service}-identity`;
}

/** By which a service shows who it is: to those that it asks, and to those that ask it. Thirty days, made anew ten days before. */
export function identity({ name }: ServiceNeeds): Resource {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: identityOf(name), labels: PART_OF },
    spec: {
      secretName: identityOf(name),
      dnsNames: [name, `${name}.demae.svc`],
      usages: ['digital signature', 'server auth', 'client auth'],
      duration: '720h',
      renewBefore: '240h',
      privateKey: { algorithm: 'ECDSA', encoding: 'PKCS8', size: 256, rotationPolicy: 'Always' },
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'demae' },
    },
  };
}

/** What of TLS does not fit, where the manifests set it. */
export function wrongTls(resources: readonly Resource[], all: readonly ServiceNeeds[]): string[] {
  return all.flatMap((needs) => {
    const workloads = workloadsOf(resources).filter(({ name }) => name === needs.name || name === `${needs.name}-migrate`);
    return workloads.flatMap((workload) => wrongWorkload(needs, workload, resources));
  });
}

function wrongWorkload(needs: ServiceNeeds, { kind, name, pod }: Workload, resources: readonly Resource[]): string[] {
  const container = pod.containers[0]!;
  const config = configured(container, resources);
  const files = tlsFilesOf(needs);
  const set = files.filter(({ setting }) => config[setting] !== undefined);
  const has = (setting: string) => set.some((one) => one.setting === setting);
  const database = resources.find((one) => one.kind === 'Cluster' && one.metadata.name === `${needs.name}-database`);
  const found = [
    ...set.flatMap((file) => wrongFile(name, file, config[file.setting]!, pod, container)),
    ...unless(kind === 'Job' || set.length === 0 || !needs.migration || has('DATABASE_CA'), `${name} speaks to its database without TLS, though it has a certificate of its own.`),
    ...(has('DATABASE_CA') && kind === 'Deployment' ? unless(database === undefined || refusesPlain(database), `The database of ${name} lets in who speaks no TLS.`) : []),
  ];
  if (kind === 'Job') return [...found, ...unless(database === undefined || has('DATABASE_CA'), `${name} speaks to the database without TLS.`)];
  const callers = container.env?.find((variable) => variable.name === 'TLS_CALLERS')?.value;
  return [
    ...found,
    ...unless(!('TLS_CALLERS' in needs.settings) || callers === callersOf(needs.name).join(','), `${name} is asked by ${callersOf(needs.name).join(', ')}, but lets in ${callers ?? 'everybody'} (TLS_CALLERS).`),
    ...(has('TLS_CERT') ? wrongIdentity(needs.name, resources) : []),
    ...['TLS_CERT', 'TLS_KEY', 'TLS_CA'].filter((setting) => has('TLS_CERT') && !has(setting)).map((setting) => `${name} lacks ${setting}, without which it does not start.`),
  ];
}

function wrongFile(who: string, { setting, secret, key }: TlsFile, path: string, pod: PodSpec, container: Container): string[] {
  const mount = container.volumeMounts?.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
  const volume = pod.volumes?.find(({ name }) => name === mount?.name);
  const sources = volume?.secret ? [{ name: volume.secret.secretName, items: volume.secret.items }] : (volume?.projected?.sources ?? []).flatMap((source) => source.secret ?? []);
  const inside = path.slice((mount?.mountPath.length ?? 0) + 1);
  const from = sources.find(({ items }) => items?.some((item) => item.path === inside));
  const item = from?.items?.find((one) => one.path === inside);
  if (!from || !item) return [`${who}'s ${setting}=${path} is a file that nobody mounts.`];
  return [
    ...unless(from.name === secret && item.key === key, `${who}'s ${setting} comes from ${item.key} of the Secret ${from.name}; it should from ${key} of ${secret}.`),
    ...unless(mount?.readOnly === true, `${who}'s ${setting} is mounted so that it can be written to.`),
  ];
}

interface CertificateSpec {
  secretName: string;
  dnsNames?: string[];
  usages?: string[];
  issuerRef: { kind: string; name: string };
}

function wrongIdentity(name: string, resources: readonly Resource[]): string[] {
  const found = resources.filter(({ kind }) => kind === 'Certificate').map(({ spec }) => spec as CertificateSpec).find(({ secretName }) => secretName === identityOf(name));
  if (!found) return [`Nobody makes the Secret ${identityOf(name)}, in which ${name} has its certificate.`];
  const { dnsNames = [], usages = [], issuerRef } = found;
  return [
    ...unless(dnsNames.includes(name), `The certificate of ${name} is for ${dnsNames.join(', ') || 'nobody'}, so that its peers do not believe it.`),
    ...['server auth', 'client auth'].filter((usage) => !usages.includes(usage)).map((usage) => `The certificate of ${name} is not good for ${usage}, and a service both asks and is asked.`),
    ...unless(resources.some(({ kind, metadata }) => kind === issuerRef.kind && metadata.name === issuerRef.name), `There is no ${issuerRef.kind} ${issuerRef.name}, which should sign the certificate of ${name}.`),
  ];
}

function refusesPlain({ spec }: Resource): boolean {
  const { pg_hba: rules = [] } = (spec as { postgresql?: { pg_hba?: string[] } }).postgresql ?? {};
  return rules[0] === PLAIN_REFUSED;
}

/** The first rule of a database's server: CloudNativePG's own would let in who speaks no TLS. */
export const PLAIN_REFUSED = 'hostnossl all all all reject';
