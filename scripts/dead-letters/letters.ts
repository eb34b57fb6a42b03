import type { Client } from '../demo/client.js';

/** A dead letter in the list, as the platform tells it. */
export interface Letter {
  id: string;
  kind: string;
  consumer: string;
  handler: string;
  key: string;
  eventType?: string;
  attempts: number;
  error: string;
  at: string;
}

export interface LetterDetails extends Letter {
  present: boolean;
  place?: string;
  eventId?: string;
  payload?: unknown;
  bytes?: string;
  audit: { at: string; by: string; asked: string; dryRun: boolean; outcome: string; detail?: string }[];
}

export interface Redriven extends Pick<Letter, 'id' | 'handler' | 'key' | 'eventType'> {
  outcome: string;
  says: string[];
  error?: string;
}

export interface Redrive {
  dryRun: boolean;
  items: Redriven[];
  left: number;
  missing?: string[];
}

/** Which of them: `{ service, consumer, key }`, each of them optional. */
export type Narrowing = Record<string, string>;

const ROUTE = '/v1/admin/dead-letters';

/** All of them, over all pages. */
export async function fetchLetters(admin: Client, narrowing: Narrowing): Promise<{ items: Letter[]; missing: string[] }> {
  const items: Letter[] = [];
  const missing = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ ...narrowing, limit: '100', ...(cursor ? { cursor } : {}) });
    const page: { items: Letter[]; nextCursor: string | null; missing?: string[] } = await admin.get(`${ROUTE}?${query.toString()}`);
    items.push(...page.items);
    for (const service of page.missing ?? []) missing.add(service);
    cursor = page.nextCursor;
  }
  return { items, missing: [...missing].sort() };
}

export function fetchLetter(admin: Client, id: string): Promise<LetterDetails> {
  return admin.get(`${ROUTE}/${encodeURIComponent(id)}`);
}

export function redriveOne(admin: Client, id: string, dryRun: boolean): Promise<Redrive> {
  return admin.post(`${ROUTE}/${encodeURIComponent(id)}/redrive?dryRun=${dryRun}`);
}

/** Asks again while more are left than go at once and some still go. */
export async function redriveAll(admin: Client, narrowing: Narrowing, dryRun: boolean): Promise<Redrive> {
  const all: Redrive = { dryRun, items: [], left: 0 };
  const missing = new Set<string>();
  for (;;) {
    const query = new URLSearchParams({ ...narrowing, dryRun: String(dryRun) });
    const some = await admin.post<Redrive>(`${ROUTE}/redrive?${query.toString()}`);
    all.items.push(...some.items);
    all.left = some.left;
    for (const service of some.missing ?? []) missing.add(service);
    if (dryRun || some.left === 0 || some.items.every(hasStayed)) break;
  }
  return { ...all, ...(missing.size > 0 ? { missing: [...missing].sort() } : {}) };
}

const STAYING = ['failed', 'unknown', 'waiting'];

export const hasStayed = ({ outcome }: Redriven) => STAYING.includes(outcome);
