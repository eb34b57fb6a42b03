import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fetched } from '../fetched.js';

export const KAFKA_VERSION = '4.1.0';
const LOG4J_VERSION = '2.25.1';

/** Apache Kafka as published at Maven Central: the broker, its tools, and something to log with. */
const POM = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>demae</groupId>
  <artifactId>kafka-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>${LOG4J_VERSION}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>${LOG4J_VERSION}</version></dependency>
  </dependencies>
</project>
`;

/** Where downloads are kept between runs and checkouts: DEMAE_CACHE, or a folder in the user's cache. */
export function cacheFolder(): string {
  return resolve(process.env['DEMAE_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'demae'));
}

/** The folder of Kafka's jars, fetched by Maven the first time. @throws Error that says what is missing on this machine. */
export async function kafkaJars(say: (message: string) => void = () => undefined): Promise<string> {
  const folder = join(cacheFolder(), `kafka-${KAFKA_VERSION}`);
  if (existsSync(folder)) return folder;
  await needs('java', ['-version']);
  await needs('mvn', ['-version']);
  say(`fetching Apache Kafka ${KAFKA_VERSION} from Maven Central into ${folder} (54 MB, once)`);
  const work = `${folder}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    writeFileSync(join(work, 'pom.xml'), POM);
    const jars = join(work, 'jars');
    await mavenJars(join(work, 'pom.xml'), jars, say);
    if (readdirSync(jars).length < 20) throw new Error(`Maven has put too few jars into ${jars}.`);
    // Somebody else may have been quicker; theirs are as good.
    if (!existsSync(folder)) renameSync(jars, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

/** Puts what a POM depends on into a folder. */
export async function mavenJars(pom: string, folder: string, say: (message: string) => void): Promise<void> {
  // -U: Maven remembers that something could not be fetched, and would not try again before tomorrow.
  await fetched(say, () => run('mvn', ['-B', '-q', '-U', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]));
}

async function needs(program: string, args: string[]): Promise<void> {
  await run(program, args).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`Kafka needs ${program}, which is not on this machine. On Debian: apt-get install --no-install-recommends openjdk-17-jre-headless maven`);
  });
}

/** A program has failed; its last lines say why. */
export class Failed extends Error {
  override readonly name = 'Failed';

  /** @param output all that it printed */
  constructor(program: string, code: number | null, readonly output: string) {
    super(`${program} ended with code ${code}:\n${output.trim().split('\n').slice(-15).join('\n')}`);
  }
}

/** Resolves with what the program printed. @throws Failed when it fails */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env, user?: { uid: number; gid: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, ...(user ? { ...user, cwd: '/' } : {}), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve(output);
      reject(new Failed(program, code, output));
    });
  });
}
