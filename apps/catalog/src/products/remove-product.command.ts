import type { RemoveProductRequest } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { mustOwn, Store } from '../stores/store.js';
import { Changes } from '../shown/changes.js';
import { Product, Variant } from './product.js';

/** Takes a product off the menu; orders keep what they have written down of it. @throws Problem 404, also for somebody else's. */
export class RemoveProduct extends Command<void> {
  constructor(readonly request: RemoveProductRequest) {
    super();
  }
}

@CommandHandler(RemoveProduct)
export class RemoveProductHandler implements ICommandHandler<RemoveProduct> {
  constructor(private readonly changes: Changes) {}

  execute({ request: { actor, id } }: RemoveProduct): Promise<void> {
    return this.changes.run(async (tx, tell) => {
      const product = await tx.load(Product, id);
      if (!product) throw notFound('product', id);
      mustOwn(actor, await tx.get(Store, product.storeId), id, 'product');
      const variants = await tx.loadAll(Variant, { productId: id });
      for (const variant of variants) tx.remove(variant);
      // Its variants refer to it: they must be gone first.
      await tx.flush();
      tx.remove(product);
      tx.emit(product.changed(variants.map(({ sku }) => sku), true));
      tell(product.storeId);
    });
  }
}
