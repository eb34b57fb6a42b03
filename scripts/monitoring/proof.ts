import type { Monitoring, Rule } from './files.js';
import { parse } from './promql.js';
import type { Prometheus, Sample } from './prometheus.js';
import { commandsOf, filledIn } from './runbooks.js';

/** How far back counts, in what is asked here: all that Prometheus has seen. */
const ALL = '2h';

/** How much was asked, and what had no answer. */
export interface Proof {
  asked: number;
  wrong: string[];
}

/**
 * Whether everything that watches sees something, after an evening in which all happened: each rule is there, each figure that an alert
 * looks at is there, each panel of a board shows something. An alert itself is empty as long as all is well, so what stands in it is asked
 * for one by one, without what it is compared with.
 */
export async function prove(prometheus: Prometheus, { rules, boards }: Pick<Monitoring, 'rules' | 'boards'>): Promise<Proof> {
  const proof: Proof = { asked: 0, wrong: [] };
  const mustShow = async (where: string, exprs: readonly string[]) => {
    proof.asked += 1;
    try {
      for (const expr of [...exprs, ...exprs.map(everSince)]) if (shows(await prometheus.ask(expr))) return;
      proof.wrong.push(`${where} shows nothing: ${exprs[0]}`);
    } catch (error) {
      proof.wrong.push(`${where}: ${(error as Error).message}`);
    }
  };
  for (const rule of rules) await proveRule(rule, prometheus, mustShow);
  const services = [...new Set((await prometheus.ask(`last_over_time(demae_redis_up[${ALL}])`)).map(({ metric }) => metric['service']!))];
  for (const { file, panels } of boards) {
    for (const { title, targets = [] } of panels) {
      for (const { expr } of targets) await mustShow(`${file}, "${title}"`, forEach(services, expr));
    }
  }
  return proof;
}

/** Whether what the runbooks tell to type can be answered, by Prometheus and by the services' databases. */
export async function proveRunbooks(prometheus: Prometheus, runbooks: string, services: readonly string[], query: (service: string, sql: string) => Promise<unknown>): Promise<Proof> {
  const proof: Proof = { asked: 0, wrong: [] };
  for (const { where, asks, text } of commandsOf(runbooks)) {
    const tries = asks === 'Prometheus'
      ? [() => prometheus.ask(text)]
      : (asks.service === '<service>' ? services : [asks.service]).map((service) => () => query(service, filledIn(text, service)));
    for (const attempt of tries) {
      proof.asked += 1;
      await attempt().catch((error: unknown) => proof.wrong.push(`the runbook of ${where}: ${(error as Error).message}, at: ${text}`));
    }
  }
  return proof;
}

async function proveRule({ alert, record, expr }: Rule, prometheus: Prometheus, mustShow: (where: string, exprs: readonly string[]) => Promise<void>): Promise<void> {
  if (record !== undefined) {
    await mustShow(record, [record]);
    return;
  }
  // Says whether Prometheus can work it out at all.
  await prometheus.ask(expr);
  for (const { text } of parse(expr).selectors) await mustShow(alert!, [`last_over_time(${text}[${ALL}])`]);
}

/** What it has shown at any time: now, when the evening is long over and a look may just have come too late, it may be nothing. */
function everSince(expr: string): string {
  return `max_over_time((${expr})[${ALL}:15s])`;
}

/** A board's variables as Grafana would fill them in: of the services, any one that has it. */
function forEach(services: readonly string[], expr: string): string[] {
  const filled = expr.replaceAll(/\$__rate_interval|\$__range/g, ALL);
  return filled.includes('$service') ? services.map((service) => filled.replaceAll('$service', service)) : [filled];
}

function shows(samples: readonly Sample[]): boolean {
  return samples.some(({ value }) => !Number.isNaN(value));
}
