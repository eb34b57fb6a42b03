import { conflict } from '@demae/platform';
import type { Tx } from '@demae/saga';
import { Variant } from './product.js';

/** Makes these the variants of their product. @throws Problem 409 when another product of the store has one of the skus. */
export async function replaceVariants(tx: Tx, productId: string, wanted: readonly Variant[]): Promise<void> {
  const before = await tx.loadAll(Variant, { productId });
  for (const variant of before) if (!wanted.some(({ sku }) => sku === variant.sku)) tx.remove(variant);
  const known = await Promise.all(wanted.map(({ storeId, sku }) => tx.load(Variant, { storeId, sku })));
  wanted.forEach((variant, i) => {
    const row = known[i];
    if (row && row.productId !== productId) throw skuTaken(variant.sku);
    if (row) tx.save(Object.assign(row, variant));
    else tx.insert(variant);
  });
}

/** SQLSTATE unique_violation. */
const TAKEN = '23505';

/** Two who take the same sku at once: the second one is told as if it had come later. */
export function tellTakenSku(error: unknown): never {
  if ((error as { code?: unknown }).code === TAKEN) throw skuTaken();
  throw error;
}

function skuTaken(sku?: string) {
  return conflict(`${sku === undefined ? 'One of these skus' : `The sku ${sku}`} is another product's of this store; a sku is unique within its store.`, sku === undefined ? undefined : { sku });
}
