import { lexemesOf, pairsOf, segmentsOf, spelledIn, wordsOf, type Word } from './words.js';

/*
 * What is found by words keeps a tsvector of them, without positions. The first letter of a lexeme says where the word stands:
 * n in the name, t anywhere, e the whole name at once, c the category's id. So each kind of match is one question to the GIN index.
 */

/** What a row keeps to be found. */
export interface SearchText {
  /** A tsvector, as text. */
  words: string;
  /** Characters of the name; of two that match alike the shorter one comes first. */
  nameLength: number;
  /** Words that somebody who looks for it may begin to write, or misspell. */
  vocabulary: string[];
}

/** @param marks lexemes that are no words: a category. */
export function searchText(name: string, texts: readonly string[], marks: readonly string[] = []): SearchText {
  const named = wordsOf(name);
  const written = texts.flatMap(wordsOf);
  const lexemes = new Set([
    `e${named.map(({ text }) => text).join(' ')}`,
    ...named.flatMap(lexemesOf).flatMap((word) => [`n${word}`, `t${word}`]),
    ...written.flatMap(lexemesOf).map((word) => `t${word}`),
    ...marks,
  ]);
  const vocabulary = [...named, ...written].flatMap((word) => (word.isRun ? spelledIn(word) : [word.text]));
  return { words: [...lexemes].map(quoted).join(' '), nameLength: Math.min([...name].length, 999), vocabulary: [...new Set(vocabulary)] };
}

/** What is looked for, as tsqueries from the best match to the worst; each contains the one before. */
export interface SearchQuery {
  tiers: [string, ...string[]];
}

/** The lexeme of a category. */
export const categoryMark = (id: string) => `c${id}`;

/**
 * All words in any order; the last one may still be being typed.
 * @param words at least one.
 * @param completions all words that begin as the last one does, where that is known: named one by one they are found far more quickly.
 * @param similar for words, and segments of runs, others that may be meant.
 */
export function searchQuery(words: readonly Word[], completions?: readonly string[], similar: ReadonlyMap<string, readonly string[]> = new Map()): SearchQuery {
  const all = (place: string, isWhole: boolean) =>
    words.map((word, i) => wanted(word, place, isWhole || i < words.length - 1 ? [] : completions, similar)).join(' & ');
  const name = quoted(`e${words.map(({ text }) => text).join(' ')}`);
  return {
    tiers: [
      name,
      all('n', true),
      all('n', false),
      all('t', false),
    ],
  };
}

/** The question for one of these categories, on top of any other. */
export function inCategories(ids: readonly string[]): string {
  return `(${ids.map((id) => quoted(categoryMark(id))).join(' | ')})`;
}

/** @param completions of the word; undefined for all that begin so. */
function wanted({ text, isRun }: Word, place: string, completions: readonly string[] | undefined, similar: ReadonlyMap<string, readonly string[]>): string {
  if (!isRun) {
    const others = [...(completions ?? []), ...(similar.get(text) ?? [])].filter((word) => word !== text);
    return oneOf([quoted(place + text) + (completions ? '' : ':*'), ...others.map((word) => quoted(place + word))]);
  }
  const together = (run: string) => pairsOf(run).map((pair) => quoted(place + pair)).join(' & ');
  const segments = segmentsOf(text);
  // In its segments a run is more easily found, if there is more than one.
  if (similar.size === 0 || (segments.length === 1 && !similar.get(text)?.length)) return `(${together(text)})`;
  return `(${segments.map((part) => oneOf([`(${together(part)})`, ...(similar.get(part) ?? []).map((word) => quoted(place + word))])).join(' & ')})`;
}

function oneOf(ways: readonly string[]): string {
  return ways.length === 1 ? ways[0]! : `(${ways.join(' | ')})`;
}

/** Words have no quotes and no backslashes in them. */
function quoted(lexeme: string): string {
  return `'${lexeme}'`;
}
