import type { CreateProductRequest, Product as ProductMessage } from '@demae/contracts';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { mustBeCategory } from '../categories/product-category.js';
import { learn } from '../search/vocabulary.js';
import { mustOwn, Store } from '../stores/store.js';
import { Changes } from '../shown/changes.js';
import { Product, variantsFrom } from './product.js';
import { productWithId } from './product-rows.js';
import { replaceVariants, tellTakenSku } from './saved-variants.js';

/** @throws Problem 400 for a name that cannot be read or an unknown category, 404 when the store is not the actor's, 409 when a sku is taken, 422 for prices or options that do not fit. */
export class CreateProduct extends Command<ProductMessage> {
  constructor(readonly request: CreateProductRequest) {
    super();
  }
}

@CommandHandler(CreateProduct)
export class CreateProductHandler implements ICommandHandler<CreateProduct> {
  constructor(
    private readonly changes: Changes,
    private readonly dataSource: DataSource,
  ) {}

  async execute({ request }: CreateProduct): Promise<ProductMessage> {
    const { actor, product: wanted, trackStock } = request;
    const id = await this.changes
      .run(async (tx, tell) => {
        const store = await tx.load(Store, wanted.storeId);
        mustOwn(actor, store, wanted.storeId);
        const product = Product.of(store, wanted, trackStock);
        await mustBeCategory(tx, product.categoryId);
        const variants = variantsFrom(product, wanted.variants, store.currency);
        const vocabulary = product.offer(variants);
        tx.insert(product);
        await replaceVariants(tx, product.id, variants);
        await learn(tx, vocabulary);
        tx.emit(product.changed(variants.map(({ sku }) => sku)));
        tell(store.id);
        return product.id;
      })
      .catch(tellTakenSku);
    return productWithId(this.dataSource, id);
  }
}
