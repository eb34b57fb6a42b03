import type { PageRequest } from '@demae/contracts';
import { badRequest } from '@demae/platform';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Which page was asked for: 1 to 100 items, 20 when nothing was said, after the item whose id is the cursor. @throws Problem 400 */
export function pageOf(page: PageRequest | undefined): { limit: number; after: string | undefined } {
  const after = page?.cursor;
  if (after !== undefined && !UUID.test(after)) {
    throw badRequest('This is no cursor of this list; take nextCursor of the page before, or start without one.', [{ path: 'cursor', message: 'is no cursor' }]);
  }
  return { limit: Math.min(Math.max(page?.limit || 20, 1), 100), after };
}
