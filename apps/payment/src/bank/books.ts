import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** One authorization on the bank's books. Amounts in minor units of the currency; authorized - captured - voided is still held. */
export interface BookedCharge {
  id: string;
  /** The merchant's own reference; one made twice under two keys is here twice. */
  reference: string;
  idempotencyKey: string;
  orderId: string;
  currency: string;
  authorized: number;
  captured: number;
  refunded: number;
  /** How much of the authorization was given back without ever being captured. */
  voided: number;
  /** RFC 3339, UTC. */
  at: string;
}

/** What the bank said under an idempotency key, and to which request: asked again, it says the same. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** What an operation did to the books. */
export type Change =
  | { kind: 'charged'; charge: BookedCharge }
  | { kind: 'captured'; id: string; amount: number }
  | { kind: 'refunded'; id: string; amount: number }
  | { kind: 'voided'; reference: string };

interface Line {
  key: string;
  /** Of the request, to tell a repetition from another request under the same key. */
  fingerprint: string;
  answer: Answer;
  change?: Change;
}

/**
 * The bank's books: an append-only file of one JSON line per operation, and an index of it in memory.
 * A line is handed to the operating system before it is answered, so it survives the end of the process, however abrupt.
 */
export class Books {
  private readonly charges = new Map<string, BookedCharge>();
  private readonly byReference = new Map<string, BookedCharge[]>();
  private readonly voidedReferences = new Set<string>();
  private readonly lines = new Map<string, Omit<Line, 'key' | 'change'>>();
  private readonly file: number;

  /** @param folder made when it is not there. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'books.jsonl');
    const written = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    this.file = openSync(path, 'a');
    const complete = written.lastIndexOf(0x0a) + 1;
    // A line cut off by a crash was never answered: it did not happen.
    if (complete < written.length) ftruncateSync(this.file, complete);
    for (const line of written.toString('utf8', 0, complete).split('\n')) if (line !== '') this.apply(JSON.parse(line) as Line);
  }

  answered(key: string): Omit<Line, 'key' | 'change'> | undefined {
    return this.lines.get(key);
  }

  /** The charges under a merchant's reference, oldest first. */
  under(reference: string): readonly BookedCharge[] {
    return this.byReference.get(reference) ?? [];
  }

  /** Whether the reference was voided, be it before any charge came. */
  isVoided(reference: string): boolean {
    return this.voidedReferences.has(reference);
  }

  write(line: Line): void {
    writeSync(this.file, `${JSON.stringify(line)}\n`);
    this.apply(line);
  }

  list(): BookedCharge[] {
    return [...this.charges.values()].map((charge) => ({ ...charge }));
  }

  close(): void {
    closeSync(this.file);
  }

  private apply({ key, fingerprint, answer, change }: Line): void {
    this.lines.set(key, { fingerprint, answer });
    if (!change) return;
    switch (change.kind) {
      case 'charged': {
        const charge = { ...change.charge };
        this.charges.set(charge.id, charge);
        this.byReference.set(charge.reference, [...this.under(charge.reference), charge]);
        return;
      }
      case 'captured':
        this.charges.get(change.id)!.captured += change.amount;
        return;
      case 'refunded':
        this.charges.get(change.id)!.refunded += change.amount;
        return;
      case 'voided':
        this.voidedReferences.add(change.reference);
        for (const charge of this.under(change.reference)) charge.voided = charge.authorized;
    }
  }
}
