import type { Tx } from '@demae/saga';
import type { DataSource } from 'typeorm';
import { piecesOf } from './similar-words.js';
import { isSpelled } from './words.js';

/** More words that begin alike are not told apart. */
const MOST_ALIKE = 20;

/** Notes words that somebody may begin to write, or misspell. Sorted, so that two who note the same ones wait for each other in turn. */
export async function learn(tx: Tx, words: readonly string[]): Promise<void> {
  const sorted = [...new Set(words)].sort();
  if (sorted.length === 0) return;
  const unknown = await tx.query<{ word: string }>(
    'insert into search_word select w from unnest($1::text[]) w where not exists (select from search_word k where k.word = w) on conflict do nothing returning word',
    [sorted],
  );
  const pieces = piecesToFind(unknown.map(({ word }) => word));
  if (pieces.length === 0) return;
  await tx.query('insert into search_piece select * from unnest($1::text[], $2::text[]) on conflict do nothing', [
    pieces.map(({ piece }) => piece),
    pieces.map(({ word }) => word),
  ]);
}

/** The pieces by which those of the words that can be misspelled are found again. */
export function piecesToFind(words: readonly string[]): { piece: string; word: string }[] {
  return words.filter(isSpelled).flatMap((word) => piecesOf(word, [...word].length < 6 ? 1 : 2).map((piece) => ({ piece, word })));
}

/** The words that begin so and are written somewhere; undefined when they are too many to be named one by one. */
export async function wordsFrom(dataSource: DataSource, beginning: string): Promise<string[] | undefined> {
  const rows = await dataSource.query<{ word: string }[]>(`select word from search_word where word ~>=~ $1 and word ~<~ $2 limit ${MOST_ALIKE + 1}`, [beginning, `${beginning}\u{10ffff}`]);
  return rows.length > MOST_ALIKE ? undefined : rows.map(({ word }) => word);
}
