import { decodeCursor, type Position } from '@demae/platform';
import type { DataSource } from 'typeorm';
import { searchQuery, type SearchQuery } from '../search/search-text.js';
import { similarTo } from '../search/similar-words.js';
import { wordsOf } from '../search/words.js';

/** What a list is asked for in words, and where it goes on. */
export interface Words {
  q: string | undefined;
  /** A tsquery that holds besides. */
  among?: string | undefined;
  sortName: string;
  cursor: string | undefined;
}

/** In cursors of lists that were found by similar words only. */
const SIMILAR = '~';

/**
 * A page of what matches the words; if nothing does, of what matches similar ones, and so on all further pages of that list.
 * @param read the rows for a query after a position; without a query all of them.
 * @returns the rows, and what the next cursor is good for.
 * @throws Problem 400 for a wrong cursor.
 */
export async function pageOfWords<Row>(
  dataSource: DataSource,
  { q, among, sortName, cursor }: Words,
  read: (query: SearchQuery | undefined, after: Position | undefined) => Promise<Row[]>,
): Promise<{ rows: Row[]; tag: string }> {
  const and = (query: SearchQuery | undefined): SearchQuery | undefined =>
    query && among !== undefined ? { tiers: query.tiers.map((tier) => `(${tier}) & ${among}`) as SearchQuery['tiers'] } : query;
  if (q === undefined) return { rows: await read(among === undefined ? undefined : { tiers: [among] }, decodeCursor(sortName, cursor)), tag: sortName };
  const words = wordsOf(q);
  const similarTag = sortName + SIMILAR;
  const isSimilar = cursor !== undefined && isOf(similarTag, cursor);
  const after = decodeCursor(isSimilar ? similarTag : sortName, cursor);
  // Nothing but punctuation: there is nothing of the kind.
  if (words.length === 0) return { rows: [], tag: sortName };
  if (!isSimilar) {
    const rows = await read(and(searchQuery(words)), after);
    if (rows.length > 0 || cursor !== undefined) return { rows, tag: sortName };
  }
  const similar = await similarTo(dataSource, words);
  if (similar.size === 0) return { rows: [], tag: sortName };
  return { rows: await read(and(searchQuery(words, similar)), after), tag: similarTag };
}

function isOf(tag: string, cursor: string): boolean {
  try {
    return decodeCursor(tag, cursor) !== undefined;
  } catch {
    return false;
  }
}
