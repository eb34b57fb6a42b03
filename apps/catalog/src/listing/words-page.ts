import { decodeCursor, type Position } from '@demae/platform';
import type { DataSource } from 'typeorm';
import { searchQuery, type SearchQuery } from '../search/search-text.js';
import { similarTo } from '../search/similar-words.js';
import { wordsFrom } from '../search/vocabulary.js';
import { wordsOf } from '../search/words.js';

/** What a list is asked for in words, and where it goes on. */
export interface Words {
  q: string | undefined;
  /** A tsquery that holds besides. */
  among?: string | undefined;
  sortName: string;
  cursor: string | undefined;
}

/** In cursors: of lists that were found by similar words, and of those that are too long to be sorted. */
const SIMILAR = '~';
const COMMON = '*';

/** How one page was found. All further pages of the list are found in the same way, whatever the words have become meanwhile. */
export interface Way {
  query: SearchQuery | undefined;
  after: Position | undefined;
  isCommon: boolean;
}

/**
 * A page of what matches the words; if nothing does, of what matches similar ones.
 * @param isCommon whether many rows match a query.
 * @param read the rows of a page; undefined when many rows match after all.
 * @returns the rows, and what the next cursor is good for.
 * @throws Problem 400 for a wrong cursor.
 */
export async function pageOfWords<Row>(
  dataSource: DataSource,
  { q, among, sortName, cursor }: Words,
  isCommon: (query: SearchQuery) => Promise<boolean>,
  read: (way: Way) => Promise<Row[] | undefined>,
): Promise<{ rows: Row[]; tag: string }> {
  const tags = ['', SIMILAR, COMMON, SIMILAR + COMMON].map((ending) => sortName + ending);
  const tag = cursor === undefined ? sortName : (tags.find((one) => isOf(one, cursor)) ?? sortName);
  const after = decodeCursor(tag, cursor);
  const page = async (query: SearchQuery, ending: string) => {
    const common = cursor === undefined ? await isCommon(query) : tag.endsWith(COMMON);
    const rows = await read({ query, after, isCommon: common });
    if (rows) return { rows, tag: sortName + ending + (common ? COMMON : '') };
    return { rows: (await read({ query, after, isCommon: true })) ?? [], tag: sortName + ending + COMMON };
  };
  if (q === undefined && among === undefined) return { rows: (await read({ query: undefined, after, isCommon: true })) ?? [], tag };
  if (q === undefined) return page({ tiers: [among!] }, '');
  const words = wordsOf(q);
  // Nothing but punctuation: there is nothing of the kind.
  if (words.length === 0) return { rows: [], tag };
  const and = (query: SearchQuery): SearchQuery => (among === undefined ? query : { tiers: query.tiers.map((tier) => `(${tier}) & ${among}`) as SearchQuery['tiers'] });
  const { text: typed, isRun } = words.at(-1)!;
  const completions = isRun ? undefined : await wordsFrom(dataSource, typed);
  const exact = searchQuery(words, completions);
  if (!tag.includes(SIMILAR)) {
    const found = await page(and(exact), '');
    if (found.rows.length > 0 || cursor !== undefined) return found;
  }
  const similar = searchQuery(words, completions, await similarTo(dataSource, words));
  // All words are spelled as they are written elsewhere: that has been looked for. A further page is of words that were similar once.
  if (cursor === undefined && similar.tiers.at(-1) === exact.tiers.at(-1)) return { rows: [], tag };
  return page(and(similar), SIMILAR);
}

function isOf(tag: string, cursor: string): boolean {
  try {
    return decodeCursor(tag, cursor) !== undefined;
  } catch {
    return false;
  }
}
