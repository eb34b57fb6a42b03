import type { DataSource } from 'typeorm';
import { segmentsOf, spelledIn, type Word } from './words.js';

/*
 * Words that are nearly the same share a piece: what is left when a letter or two are taken away (SymSpell, https://github.com/wolfgarbe/SymSpell).
 * So a misspelled word is found by a few look-ups, however many words there are.
 */

/** Only the beginning of a word is taken to pieces. */
const BEGINNING = 8;
/** Of a misspelled word. */
const MOST_SIMILAR = 8;

/** How many letters may be wrong in a word that is asked for. */
function tolerance(word: string): number {
  const { length } = [...word];
  // A kana is as much as two letters.
  if (/^[\p{Script=Hiragana}\p{Script=Han}]/u.test(word) && length === 3) return 1;
  return length < 4 ? 0 : length < 8 ? 1 : 2;
}

/** The beginning of the word, and what is left of it without one letter, or without two. */
export function piecesOf(word: string, without: number): string[] {
  let pieces = new Set([[...word].slice(0, BEGINNING).join('')]);
  const all = new Set(pieces);
  for (let i = 0; i < without; i++) {
    pieces = new Set([...pieces].flatMap((piece) => [...piece].map((_, at, letters) => letters.toSpliced(at, 1).join(''))));
    for (const piece of pieces) all.add(piece);
  }
  return [...all].filter((piece) => piece !== '');
}

/** Letters added, left out, changed or swapped with their neighbour. https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance (optimal string alignment) */
export function distance(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}

/** For each word that is asked for, or segment of a run, the others that are written somewhere and nearly the same, the nearest first. */
export async function similarTo(dataSource: DataSource, words: readonly Word[]): Promise<Map<string, string[]>> {
  const asked = [...new Set(words.flatMap((word) => (word.isRun ? segmentsOf(word.text) : spelledIn(word))))].filter((word) => tolerance(word) > 0);
  const pieces = [...new Set(asked.flatMap((word) => piecesOf(word, tolerance(word))))];
  if (pieces.length === 0) return new Map();
  const found = await dataSource.query<{ word: string }[]>('select distinct word from search_piece where piece = any($1) limit 2000', [pieces]);
  return new Map(asked.map((word) => {
    const near = found.map((candidate) => ({ ...candidate, far: distance(word, candidate.word) })).filter(({ far }) => far > 0 && far <= tolerance(word));
    near.sort((a, b) => a.far - b.far || (a.word < b.word ? -1 : 1));
    return [word, near.slice(0, MOST_SIMILAR).map((candidate) => candidate.word)];
  }));
}
