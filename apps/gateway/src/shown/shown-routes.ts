/** The scope of lists that show things of many stores, as the catalog drops it; the others are stores' ids. */
const LISTS = 'lists';

/** Something public that many ask for alike. */
export interface Shown {
  /** Of the answer in the cache. */
  key: string;
  /** Whose change makes it worth nothing; undefined as long as nobody knows which store a product is of. */
  scope: string | undefined;
  /** The product whose store the answer tells. */
  product?: string;
  /** For how long it is kept. */
  seconds: number;
}

interface Rule {
  path: RegExp;
  seconds: number;
  scope(id: string, query: URLSearchParams): string | undefined;
  /** Says whether a store is open, which changes by the minute. */
  byTheMinute?: boolean;
  ofProduct?: boolean;
}

const ID = '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})';
/** Lists are kept for five minutes, single things for half an hour. */
const [LIST, THING] = [300, 1_800];

const RULES: readonly Rule[] = [
  { path: /^\/v1\/stores$/, seconds: LIST, scope: () => LISTS, byTheMinute: true },
  { path: new RegExp(`^/v1/stores/${ID}$`), seconds: THING, scope: (id) => id, byTheMinute: true },
  { path: new RegExp(`^/v1/stores/${ID}/menu$`), seconds: THING, scope: (id) => id },
  { path: new RegExp(`^/v1/stores/${ID}/reviews$`), seconds: LIST, scope: (id) => id },
  { path: /^\/v1\/products$/, seconds: LIST, scope: (_id, query) => query.get('storeId')?.toLowerCase() ?? LISTS },
  { path: new RegExp(`^/v1/products/${ID}$`), seconds: THING, scope: () => undefined, ofProduct: true },
  { path: /^\/v1\/categories$/, seconds: LIST, scope: () => LISTS },
];

/**
 * What many ask for alike. Words, places, prices and pages differ from one to the next: to keep them would fill the memory, and who wants to
 * fill it could.
 */
const ALIKE = new Set(['kind', 'openNow', 'category', 'storeId', 'categoryId', 'inStock', 'sort', 'limit']);
const LIMITS = new Set(['10', '20', '50', '100']);
const LONGEST = 300;

function isAskedAlike(query: URLSearchParams): boolean {
  return [...query].every(([name, value]) => ALIKE.has(name) && (name !== 'limit' || LIMITS.has(value)));
}

/** Whether an answer is kept, and how. Undefined for what is made anew for each. @param minute since 1970, by the platform's clock */
export function shownAt(url: string, minute: number): Shown | undefined {
  if (url.length > LONGEST) return undefined;
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  for (const { path: pattern, seconds, scope, byTheMinute, ofProduct } of RULES) {
    const match = pattern.exec(path);
    if (!match) continue;
    if (!isAskedAlike(query) || (match[1] !== undefined && at >= 0)) return undefined;
    query.sort();
    const id = match[1] ?? '';
    const key = `${path}?${query.toString()}${byTheMinute ? `@${minute}` : ''}`;
    return { key, scope: scope(id, query), seconds, ...(ofProduct ? { product: id } : {}) };
  }
  return undefined;
}
