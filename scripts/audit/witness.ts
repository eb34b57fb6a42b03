import { readFileSync, writeFileSync } from 'node:fs';

/** What somebody outside saw of a platform, for the audit to compare it with. */
export interface Witness {
  /** Orders that were answered 201, with their totals in minor units. */
  acknowledged: { id: string; key: string; total: number }[];
  /** What was put on the shelves in all, by `store/sku`. */
  stocked: Record<string, number>;
  /** Keys of messages that nobody can read. */
  poison: string[];
}

export function readWitness(file: string): Witness {
  return JSON.parse(readFileSync(file, 'utf8')) as Witness;
}

export function writeWitness(file: string, witness: Witness): void {
  writeFileSync(file, JSON.stringify(witness));
}
