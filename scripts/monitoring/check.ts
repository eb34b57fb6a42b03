import type { Board, Monitoring, Rule } from './files.js';
import type { KnownMetric } from './known.js';
import { parse, type Expression } from './promql.js';
import { commandsOf, unreadable } from './runbooks.js';

const SEVERITIES = ['page', 'ticket'];
/** What each section of the runbooks has to say. */
const PARTS = ['**It means**', '**Look**', '**Do**'];

/** Whether what watches fits what the code tells. Returns what does not, in sentences; empty when all does. */
export function check({ rules, tests, boards, runbooks }: Monitoring, told: ReadonlyMap<string, KnownMetric>): string[] {
  const known = new Map([...told, ...rules.flatMap((rule) => recorded(rule))]);
  const alerts = rules.filter((rule) => rule.alert !== undefined);
  return [
    ...rules.flatMap((rule) => checkQuery(rule.alert ?? rule.record ?? '?', rule.expr, known, labelsInText(Object.values(rule.annotations ?? {})))),
    ...alerts.flatMap((rule) => checkAlert(rule, tests)),
    ...checkRunbooks(alerts.map(({ alert }) => alert!), runbooks),
    ...unreadable(runbooks).map((line) => `docs/runbooks.md tells to type what cannot be read: ${line}`),
    ...commandsOf(runbooks).filter(({ asks }) => asks === 'Prometheus').flatMap(({ where, text }) => checkQuery(`the runbook of ${where}`, text, known, [])),
    ...boards.flatMap((board) => checkBoard(board, known)),
  ];
}

/** A recorded figure has the labels that its expression keeps. */
function recorded({ record, expr, labels = {} }: Rule): [string, KnownMetric][] {
  if (record === undefined) return [];
  const kept = parse(expr).kept.filter((label) => label !== 'le');
  return [[record, { labels: new Set([...kept, ...Object.keys(labels)]), values: {} }]];
}

/** @param shown labels that texts about the result show */
function checkQuery(where: string, expr: string, known: ReadonlyMap<string, KnownMetric>, shown: readonly string[]): string[] {
  let parsed: Expression;
  try {
    parsed = parse(expr);
  } catch (error) {
    return [`${where}: ${(error as Error).message}`];
  }
  const { selectors, labels } = parsed;
  if (selectors.length === 0) return [`${where} asks for no metric: ${expr}`];
  const unknown = selectors.filter(({ metric }) => !known.has(metric)).map(({ metric }) => `${where} asks for ${metric}, which nobody tells`);
  if (unknown.length > 0) return unknown;
  const all = new Set(selectors.flatMap(({ metric }) => [...known.get(metric)!.labels]));
  return [
    ...[...labels, ...shown].filter((label) => !all.has(label)).map((label) => `${where} uses the label ${label}, which none of its metrics has`),
    ...selectors.flatMap(({ metric, matchers }) => matchers.flatMap(([label, operator, value]) => {
      const { labels: has, values } = known.get(metric)!;
      if (!has.has(label)) return [`${where} asks for ${metric} by ${label}, which it does not have`];
      const wrong = choices(operator, value).filter((choice) => values[label] && !values[label].includes(choice));
      return wrong.map((choice) => `${where} asks for ${metric} with ${label}="${choice}", which is none of ${values[label]!.join(', ')}`);
    })),
  ];
}

/** The values that a matcher names; none when it is a pattern, or a variable of a board. */
function choices(operator: string, value: string): string[] {
  if (value === '' || value.includes('$')) return [];
  if (operator === '=' || operator === '!=') return [value];
  return /[*+?()[\]^\\]/.test(value) ? [] : value.split('|');
}

function checkAlert({ alert, labels, annotations }: Rule, tests: Monitoring['tests']): string[] {
  const wrong: string[] = [];
  if (!SEVERITIES.includes(labels?.['severity'] ?? '')) wrong.push(`${alert} needs a severity, ${SEVERITIES.join(' or ')}`);
  if (!annotations?.['summary']) wrong.push(`${alert} needs a summary`);
  const url = `docs/runbooks.md#${alert!.toLowerCase()}`;
  if (annotations?.['runbook_url'] !== url) wrong.push(`${alert} needs runbook_url: ${url}`);
  const tested = tests.flatMap(({ alert_rule_test: of = [] }) => of).filter(({ alertname }) => alertname === alert);
  if (!tested.some(({ exp_alerts: fires }) => fires.length > 0)) wrong.push(`${alert} needs a test in which it fires`);
  if (!tested.some(({ exp_alerts: fires }) => fires.length === 0)) wrong.push(`${alert} needs a test in which it is silent`);
  return wrong;
}

function checkRunbooks(alerts: readonly string[], runbooks: string): string[] {
  const sections = new Map(runbooks.split(/^## /m).slice(1).map((section) => [section.split('\n', 1)[0]!.trim(), section]));
  const missing = alerts.filter((alert) => !sections.has(alert)).map((alert) => `docs/runbooks.md has no section ${alert}`);
  const orphans = [...sections.keys()].filter((title) => title.startsWith('Demae') && !alerts.includes(title)).map((title) => `docs/runbooks.md has a section ${title}, and there is no such alert`);
  const incomplete = alerts.flatMap((alert) => PARTS.filter((part) => sections.get(alert)?.includes(part) === false).map((part) => `docs/runbooks.md does not say of ${alert}: ${part}`));
  return [...missing, ...orphans, ...incomplete];
}

function checkBoard({ file, uid, panels, templating }: Board, known: ReadonlyMap<string, KnownMetric>): string[] {
  const wrong: string[] = [];
  const variables = templating.list.map(({ name }) => name);
  if (file !== `${uid}.json`) wrong.push(`${file} has the uid ${uid}; name both alike`);
  if (new Set(panels.map(({ id }) => id)).size !== panels.length) wrong.push(`${file} has two panels with one id`);
  for (const { definition } of templating.list) {
    const metric = /^label_values\(\s*(\w+)/.exec(definition ?? '')?.[1];
    if (metric !== undefined && !known.has(metric)) wrong.push(`${file} lists the labels of ${metric}, which nobody tells`);
  }
  for (const panel of panels) {
    const where = `${file}, "${panel.title}"`;
    if (panel.gridPos.x + panel.gridPos.w > 24) wrong.push(`${where} is wider than the board`);
    if (panels.some((other) => other !== panel && overlap(other.gridPos, panel.gridPos))) wrong.push(`${where} lies on another panel`);
    if (panel.type !== 'row' && !panel.targets?.length) wrong.push(`${where} asks for nothing`);
    for (const { expr, legendFormat = '' } of panel.targets ?? []) {
      const undeclared = [...expr.matchAll(/\$(\w+)/g)].map(([, name]) => name!).filter((name) => !name.startsWith('__') && !variables.includes(name));
      wrong.push(...undeclared.map((name) => `${where} uses $${name}, which the board does not have`), ...checkQuery(where, expr, known, labelsInText([legendFormat])));
    }
  }
  return wrong;
}

/** `{{handler}}` of a legend, `{{ $labels.handler }}` of an annotation. */
function labelsInText(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)/g)].map(([, label]) => label!));
}

function overlap(a: Board['panels'][number]['gridPos'], b: Board['panels'][number]['gridPos']): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
