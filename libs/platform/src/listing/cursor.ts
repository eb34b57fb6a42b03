import type { PageRequest } from '@demae/contracts';
import { badRequest } from '../problem/problem.js';
import type { Problem } from '../problem/problem.js';

/** Where a page ended: the value it is sorted by and the id of its last item. What is inserted later moves nothing. */
export interface Position {
  key: string | number;
  id: string;
}

/** A position as the opaque text that clients hand back; it is good for the same sorting only. */
export function encodeCursor(sort: string, { key, id }: Position): string {
  return Buffer.from(JSON.stringify([sort, key, id])).toString('base64url');
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws Problem 400 for what is no cursor of this sorting. */
export function decodeCursor(sort: string, cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [cursorSort, key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const isNumber = typeof key === 'number' && Number.isFinite(key);
    const isText = typeof key === 'string' && !key.includes('\0');
    if (cursorSort === sort && (isNumber || isText) && typeof id === 'string' && UUID.test(id)) return { key, id };
  } catch {
    // Falls through to the same answer.
  }
  throw noCursor();
}

/** How many items were asked for: 1 to 100, 20 when nothing was said. */
export function limitOf(page: PageRequest | undefined): number {
  return Math.min(Math.max(page?.limit || 20, 1), 100);
}

/** The page of a list that is sorted by id alone: so many items after that id, which is the cursor. @throws Problem 400 for another cursor. */
export function pageById(page: PageRequest | undefined): { limit: number; after: string | undefined } {
  const after = page?.cursor;
  if (after !== undefined && !UUID.test(after)) throw noCursor();
  return { limit: limitOf(page), after };
}

function noCursor(): Problem {
  const detail = 'This cursor is not of this list and sorting; take nextCursor of the page before, or start without one.';
  return badRequest(detail, [{ path: 'cursor', message: 'is no cursor of this list' }]);
}
