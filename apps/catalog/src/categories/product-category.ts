import type { Tx } from '@demae/saga';
import { unknownCategory } from './category-tree.js';

/** Keeps the category from being removed until the end of the transaction. @throws Problem 400 when there is no such category. */
export async function mustBeCategory(tx: Tx, id: string | null): Promise<void> {
  if (id === null) return;
  const found = await tx.query('select from category where id = $1 for key share', [id]);
  if (found.length === 0) throw unknownCategory('categoryId', id);
}
