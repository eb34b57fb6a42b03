import type { Answer, Demae, Input, ItemOf } from '@demae/client';

export type Letter = ItemOf<'listDeadLetters'>;
export type LetterDetails = Answer<'getDeadLetter'>;
export type Redrive = Answer<'redriveDeadLetters'>;
export type Redriven = Redrive['items'][number];

/** Which of them. */
export type Narrowing = Pick<NonNullable<Input<'redriveDeadLetters'>>, 'service' | 'consumer' | 'key'>;

/** All of them, over all pages. */
export async function fetchLetters(admin: Demae, narrowing: Narrowing): Promise<{ items: Letter[]; missing: string[] }> {
  const items: Letter[] = [];
  const missing = new Set<string>();
  for (let cursor: string | undefined | null; cursor !== null; ) {
    const page: Answer<'listDeadLetters'> = await admin.listDeadLetters({ ...narrowing, limit: 100, ...(cursor ? { cursor } : {}) });
    items.push(...page.items);
    for (const service of page.missing ?? []) missing.add(service);
    cursor = page.nextCursor;
  }
  return { items, missing: [...missing].sort() };
}

/** Asks again while more are left than go at once and some still go. */
export async function redriveAll(admin: Demae, narrowing: Narrowing, dryRun: boolean): Promise<Redrive> {
  const all: Redrive = { dryRun, items: [], left: 0 };
  const missing = new Set<string>();
  for (;;) {
    const some = await admin.redriveDeadLetters({ ...narrowing, dryRun });
    all.items.push(...some.items);
    all.left = some.left;
    for (const service of some.missing ?? []) missing.add(service);
    if (dryRun || some.left === 0 || some.items.every(hasStayed)) break;
  }
  return { ...all, ...(missing.size > 0 ? { missing: [...missing].sort() } : {}) };
}

const STAYING = ['failed', 'unknown', 'waiting'];

export const hasStayed = ({ outcome }: Redriven) => STAYING.includes(outcome);
