import { isSecret, peerSetting, type ServiceNeeds } from '@demae/platform';
import { kafkaUserOf, isOptional, secretOf, secretsOf } from './secrets.js';
import { callersOf, NEEDS, portOf } from './platform.js';
import { TLS_FOLDER, tlsFilesOf } from './tls.js';
import { DATA, PART_OF, selector, type Resource } from './resource.js';

/** The image's user, "node". */
const USER = 1000;

type Variable = { name: string; value: string } | { name: string; valueFrom: object };

/** A service's pods. How many there are is for whoever scales them. */
export function deployment(needs: ServiceNeeds): Resource {
  const { name } = needs;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: labelsOf(needs) },
    spec: {
      revisionHistoryLimit: 5,
      // A new pod takes the place of an old one when it is ready, and none goes before.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: selector(name) },
      template: {
        metadata: { labels: labelsOf(needs) },
        spec: {
          ...podOf(needs),
          // 5 s until nobody sends it anything any more, 25 s to finish, and some to spare.
          terminationGracePeriodSeconds: 40,
          topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
            topologyKey, maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: selector(name) }, matchLabelKeys: ['pod-template-hash'],
          })),
          containers: [{
            ...containerOf(needs),
            envFrom: configMapsOf(needs).map((map) => ({ configMapRef: { name: map } })),
            env: variablesOf(needs),
            ports: needs.ports.map((port) => ({ name: port.name, containerPort: portOf(needs, port.name) })),
            // Five minutes to start, in which it also waits for its migrations. After that both mean progress: see docs/operations.md.
            startupProbe: { httpGet: { path: '/livez', port: 'health' }, periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 150 },
            livenessProbe: { httpGet: { path: '/livez', port: 'health' }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
            readinessProbe: { httpGet: { path: '/readyz', port: 'health' }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 2 },
            lifecycle: { preStop: { sleep: { seconds: 5 } } },
          }],
        },
      },
    },
  };
}

/** Brings the service's database up to date, then ends. The pods of the Deployment wait for it. */
export function migration(needs: ServiceNeeds): Resource | undefined {
  const { name, migration: settings } = needs;
  if (!settings) return undefined;
  const labels = { ...PART_OF, ...selector(name, 'migrate'), ...DATA };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `${name}-migrate`, labels },
    spec: {
      // Its template cannot be changed, so it has to be gone when the next version comes; docs/kubernetes.md.
      ttlSecondsAfterFinished: 120,
      backoffLimit: 10,
      template: {
        metadata: { labels },
        spec: {
          ...podOf(needs),
          restartPolicy: 'Never',
          containers: [{
            ...containerOf(needs),
            args: ['node', '--enable-source-maps', 'dist/main.js', 'migrate'],
            envFrom: [{ configMapRef: { name: DATABASE } }],
            env: secretsOf({ ...needs, settings }).map((setting) => reference(needs, setting)),
          }],
        },
      },
    },
  };
}

/** What every service takes, what those with data take besides, and its own: an overlay may add to each. */
export function configMapsOf({ name, migration: data }: ServiceNeeds): string[] {
  return ['demae', ...(data ? ['demae-events', DATABASE] : []), `${name}-settings`];
}

/** What its migrations take, too. */
const DATABASE = 'demae-database';

function labelsOf({ name, migration: data }: ServiceNeeds): Record<string, string> {
  return { ...PART_OF, ...selector(name), ...(data ? DATA : {}) };
}

function podOf(needs: ServiceNeeds): object {
  const { name } = needs;
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    // Else Kubernetes puts an address of every Service into the environment.
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER, seccompProfile: { type: 'RuntimeDefault' } },
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }, { name: 'tls', projected: { defaultMode: 0o440, sources: tlsSources(needs) } }],
  };
}

/** Its certificate, and whom to trust of those it asks: what is there, because only an overlay knows what speaks TLS. */
function tlsSources(needs: ServiceNeeds): object[] {
  const files = tlsFilesOf(needs);
  const secrets = [...new Set(files.map(({ secret }) => secret))];
  return secrets.map((name) => ({ secret: { name, optional: true, items: files.filter(({ secret }) => secret === name).map(({ key, file }) => ({ key, path: file })) } }));
}

function containerOf({ name }: ServiceNeeds): object {
  return {
    name,
    image: `demae/${name}`,
    imagePullPolicy: 'IfNotPresent',
    // No limit of the processor: what is not used by others may be used.
    resources: { requests: { cpu: '100m', memory: '256Mi', 'ephemeral-storage': '64Mi' }, limits: { memory: '768Mi', 'ephemeral-storage': '256Mi' } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, { name: 'tls', mountPath: TLS_FOLDER, readOnly: true }],
  };
}

/** What differs from service to service and from nothing else, and references to all that is secret. */
function variablesOf(needs: ServiceNeeds): Variable[] {
  const { name, peers, settings, migration: data } = needs;
  return [
    ...(data ? [{ name: 'DEMAE_MIGRATIONS', value: 'await' }] : []),
    ...('KAFKA_USERNAME' in settings ? [{ name: 'KAFKA_USERNAME', value: kafkaUserOf(name) }] : []),
    ...('TLS_CALLERS' in settings ? [{ name: 'TLS_CALLERS', value: callersOf(name).join(',') }] : []),
    ...peers.map((peer) => ({ name: peerSetting(peer), value: addressOf(peer) })),
    ...secretsOf(needs).map((setting) => reference(needs, setting)),
  ];
}

/** Where a service is asked. Its Service has no address of its own, so that gRPC finds all its pods and shares the calls among them. */
export function addressOf(peer: string): string {
  return `${peer}:${portOf(NEEDS.find(({ name }) => name === peer)!, 'grpc')}`;
}

function reference(needs: ServiceNeeds, setting: string): Variable {
  const { name, key } = secretOf(needs, setting);
  if (!isSecret(needs.settings[setting]!)) throw new Error(`${setting} is no secret.`);
  return { name: setting, valueFrom: { secretKeyRef: { name, key, ...(isOptional(needs, setting) ? { optional: true } : {}) } } };
}
