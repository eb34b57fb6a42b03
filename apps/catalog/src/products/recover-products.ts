import { ProductChanged } from '@demae/contracts';
import { recover, type Recovery } from '@demae/saga';
import { Product } from './product.js';

/** Longest that a change may take from being made to being committed, milliseconds. */
const SHORTLY = 60_000;

/** Names and prices are in no event: whoever changed something is asked to look at it again. */
export const productRecoveries: readonly Recovery[] = [
  recover(ProductChanged, async ({ productId, storeId, removed }, tx, { at, knownUntil }) => {
    const known = await tx.load(Product, productId);
    const when = `at ${at.toISOString()}`;
    if (!known) return removed ? undefined : { look: `product ${productId} of store ${storeId} was made or changed ${when}, and is not there; it has to be entered again` };
    if (removed) return { look: `product ${productId} of store ${storeId} was removed ${when}, and is there; remove it again` };
    if (knownUntil && at.getTime() < knownUntil.getTime() - SHORTLY) return undefined;
    return { look: `product ${productId} of store ${storeId} was changed ${when}; look whether name, prices and pictures are right` };
  }),
];
