import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../kafka/cluster.js';
import { ruleFiles } from './files.js';

/** One series of an instant vector. */
export interface Sample {
  metric: Record<string, string>;
  value: number;
}

/** Longest that Prometheus may take to come up, milliseconds. */
const PATIENCE = 180_000;

/** Where the Prometheus that watches a home answers. @throws Error when none was started */
export function prometheusOf(home: string): string {
  const file = join(home, 'prometheus', 'url');
  if (!existsSync(file)) throw new Error(`No Prometheus watches ${home}. Start one: npm run monitor`);
  return readFileSync(file, 'utf8').trim();
}

/** What an expression is now; one sample without labels for a scalar. @throws Error with what Prometheus says about it. */
export async function askPrometheus(url: string, expr: string): Promise<Sample[]> {
  const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expr })}`, { signal: AbortSignal.timeout(150_000) });
  const body = (await answer.json()) as { status: string; error?: string; data?: { resultType: string; result: unknown } };
  if (body.status !== 'success') throw new Error(`${body.error}, asked for ${expr}`);
  const { resultType, result } = body.data!;
  if (resultType === 'scalar') return [{ metric: {}, value: Number((result as [number, string])[1]) }];
  return (result as { metric: Record<string, string>; value: [number, string] }[]).map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

/** A real Prometheus on this machine only, which looks every five seconds, as a busy service may take seconds to answer, and knows the rules and alerts. */
export class Prometheus {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** @param targets where services tell their figures, host:port */
  static async start(program: string, home: string, targets: readonly string[]): Promise<Prometheus> {
    const folder = join(home, 'prometheus');
    mkdirSync(folder, { recursive: true });
    const config = {
      global: { scrape_interval: '5s', scrape_timeout: '5s', evaluation_interval: '5s' },
      rule_files: ruleFiles().map((file) => resolve(file)),
      scrape_configs: [{ job_name: 'demae', static_configs: [{ targets }] }],
    };
    // JSON is YAML, too.
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config, null, 2));
    const [port] = await freePorts(1);
    const args = [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`, '--storage.tsdb.retention.time=1d', `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'];
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    // Whatever happens to this process, it is not left behind.
    process.once('exit', () => child.kill('SIGKILL'));
    const prometheus = new Prometheus(`http://127.0.0.1:${port}`, child);
    writeFileSync(join(folder, 'url'), prometheus.url);
    for (const end = Date.now() + PATIENCE; !(await prometheus.isReady()); await pause(100)) {
      if (child.exitCode !== null) throw new Error(`Prometheus ended with code ${child.exitCode}.`);
      if (Date.now() < end) continue;
      await prometheus.stop();
      throw new Error(`Prometheus is not ready after ${PATIENCE / 1_000} s.`);
    }
    return prometheus;
  }

  ask(expr: string): Promise<Sample[]> {
    return askPrometheus(this.url, expr);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await gone;
  }

  private async isReady(): Promise<boolean> {
    return fetch(`${this.url}/-/ready`, { signal: AbortSignal.timeout(2_000) }).then(({ ok }) => ok, () => false);
  }
}
