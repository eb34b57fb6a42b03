import type { Product as ProductMessage, UpdateProductRequest } from '@demae/contracts';
import { mustBeUnchanged, notFound } from '@demae/platform';
import type { CommandTx } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { mustBeCategory } from '../categories/product-category.js';
import { learn } from '../search/vocabulary.js';
import { mustOwn, Store } from '../stores/store.js';
import { Changes, type Tell } from '../shown/changes.js';
import { optionsFrom, Product, Variant, variantsFrom } from './product.js';
import { productWithId } from './product-rows.js';
import { replaceVariants, tellTakenSku } from './saved-variants.js';

/** Changes what is present. @throws Problem 400 for a name that cannot be read or an unknown category, 404 (somebody else's too), 409 for a taken sku, 412 when it has changed meanwhile, 422. */
export class UpdateProduct extends Command<ProductMessage> {
  constructor(readonly request: UpdateProductRequest) {
    super();
  }
}

@CommandHandler(UpdateProduct)
export class UpdateProductHandler implements ICommandHandler<UpdateProduct> {
  constructor(
    private readonly changes: Changes,
    private readonly dataSource: DataSource,
  ) {}

  async execute({ request }: UpdateProduct): Promise<ProductMessage> {
    await this.changes.run((tx, tell) => this.change(tx, request, tell)).catch(tellTakenSku);
    return productWithId(this.dataSource, request.id);
  }

  private async change(tx: CommandTx, request: UpdateProductRequest, tell: Tell): Promise<void> {
    const product = await tx.load(Product, request.id);
    if (!product) throw notFound('product', request.id);
    const store = await tx.get(Store, product.storeId);
    mustOwn(request.actor, store, request.id, 'product');
    mustBeUnchanged(product.version, request.expectedVersion);
    product.description = request.description ?? product.description;
    product.callIt(request.name ?? product.name, request.section ?? product.section);
    product.imageUrl = request.imageUrl ?? product.imageUrl;
    product.trackStock = request.trackStock ?? product.trackStock;
    if (request.options) product.options = optionsFrom(request.options.items, store.currency, product.options);
    if (request.categoryId !== undefined && request.categoryId !== (product.categoryId ?? '')) {
      product.categoryId = request.categoryId || null;
      await mustBeCategory(tx, product.categoryId);
    }
    let variants = await tx.loadAll(Variant, { productId: product.id });
    if (request.variants.length > 0) {
      variants = variantsFrom(product, request.variants, store.currency);
      await replaceVariants(tx, product.id, variants);
    }
    const vocabulary = product.offer(variants);
    tx.save(product);
    await learn(tx, vocabulary);
    tx.emit(product.changed(variants.map(({ sku }) => sku)));
    tell(store.id);
  }
}
