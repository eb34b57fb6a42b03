import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface AlertTest {
  alert_rule_test?: { alertname: string; exp_alerts: unknown[] }[];
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; legendFormat?: string }[];
}

export interface Board {
  file: string;
  uid: string;
  title: string;
  templating: { list: { name: string; type: string; definition?: string }[] };
  panels: Panel[];
}

/** All that watches over Demae, as it lies in k8s/monitoring and docs. */
export interface Monitoring {
  rules: Rule[];
  tests: AlertTest[];
  boards: Board[];
  /** Of docs/runbooks.md. */
  runbooks: string;
}

export const FOLDER = 'k8s/monitoring';

export function ruleFiles(): string[] {
  return readdirSync(join(FOLDER, 'rules')).filter((file) => file.endsWith('.yaml') && !file.endsWith('.test.yaml')).map((file) => join(FOLDER, 'rules', file));
}

export function testFiles(): string[] {
  return readdirSync(join(FOLDER, 'rules')).filter((file) => file.endsWith('.test.yaml')).map((file) => join(FOLDER, 'rules', file));
}

export function readMonitoring(): Monitoring {
  const yaml = <T>(file: string) => load(readFileSync(file, 'utf8')) as T;
  const boards = readdirSync(join(FOLDER, 'boards')).filter((file) => file.endsWith('.json'));
  return {
    rules: ruleFiles().flatMap((file) => yaml<{ groups: { rules: Rule[] }[] }>(file).groups.flatMap(({ rules }) => rules)),
    tests: testFiles().flatMap((file) => yaml<{ tests: AlertTest[] }>(file).tests),
    boards: boards.map((file) => ({ file, ...(JSON.parse(readFileSync(join(FOLDER, 'boards', file), 'utf8')) as Omit<Board, 'file'>) })),
    runbooks: readFileSync('docs/runbooks.md', 'utf8'),
  };
}
