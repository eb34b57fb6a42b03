import type { Tx } from '@demae/saga';
import { unknownCategory } from './category-tree.js';

/** Keeps the category from being removed until the end of the transaction. @throws Problem 400 when there is no such category. */
export async function mustBeCategory(tx: Tx, id: string | null): Promise<void> {
  if (id === null) return;
  if (!(await knownCategories(tx, new Set([id]))).has(id)) throw unknownCategory('categoryId', id);
}

/** Those of these categories that there are; none of them is removed until the end of the transaction. */
export async function knownCategories(tx: Tx, ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  if (ids.size === 0) return ids;
  const found = await tx.query<{ id: string }>('select id from category where id = any($1) order by id for key share', [[...ids]]);
  const there = new Set(found.map(({ id }) => id));
  // A UUID may be asked for in capitals.
  return new Set([...ids].filter((id) => there.has(id.toLowerCase())));
}
