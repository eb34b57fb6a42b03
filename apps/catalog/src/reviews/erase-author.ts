import type { Tx } from '@demae/saga';

/** Takes a person out of what they have written. What they have said of a store stays, and so does the rating. Returns the stores' ids. */
export async function eraseAuthor(tx: Tx, userId: string): Promise<string[]> {
  const rows = await tx.query<{ storeId: string }>('update review set author = null, customer_id = null where customer_id = $1 returning store_id as "storeId"', [userId]);
  return [...new Set(rows.map(({ storeId }) => storeId))];
}
