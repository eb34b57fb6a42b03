import { StockCounted, type ImportCatalogRequest, type ImportCatalogResponse } from '@demae/contracts';
import type { CommandTx } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { knownCategories } from '../categories/product-category.js';
import { Product, Variant } from '../products/product.js';
import { tellTakenSku } from '../products/saved-variants.js';
import { learn } from '../search/vocabulary.js';
import { mustOwn, Store } from '../stores/store.js';
import { Changes, type Tell } from '../shown/changes.js';
import { CatalogPlan, type PlannedProduct } from './catalog-plan.js';

/**
 * Makes the products of a store those of a list, in one transaction; the stock that comes with it goes to the inventory as events of that
 * transaction. When a line is refused nothing changes, and the answer says which and why.
 * @throws Problem 404 when the store is not the actor's.
 */
export class ImportCatalog extends Command<ImportCatalogResponse> {
  constructor(readonly request: ImportCatalogRequest) {
    super();
  }
}

/** Counted shelves of one event: it stays far below what a broker takes. */
const COUNTS = 500;

@CommandHandler(ImportCatalog)
export class ImportCatalogHandler implements ICommandHandler<ImportCatalog> {
  constructor(private readonly changes: Changes) {}

  execute({ request }: ImportCatalog): Promise<ImportCatalogResponse> {
    return this.changes.run((tx, tell) => this.import(tx, request, tell)).catch(tellTakenSku);
  }

  private async import(tx: CommandTx, { actor, storeId, items, dryRun, keepOthers }: ImportCatalogRequest, tell: Tell): Promise<ImportCatalogResponse> {
    // Locked: of two imports at once the second one sees what the first has made.
    const store = await tx.load(Store, storeId);
    mustOwn(actor, store, storeId);
    const wanted = new Set(items.flatMap(({ product: { categoryId } }) => (categoryId ? [categoryId] : [])));
    const plan = new CatalogPlan(store, await tx.loadAll(Product, { storeId }), await tx.loadAll(Variant, { storeId }), await knownCategories(tx, wanted));
    plan.take(items);
    const report = plan.report(keepOthers);
    if (dryRun || plan.refused) return report;
    await this.write(tx, plan, keepOthers ? [] : plan.others());
    const counts = items.flatMap(({ onHand }) => Object.entries(onHand).map(([sku, count]) => ({ sku, onHand: count })));
    for (let from = 0; from < counts.length; from += COUNTS) {
      tx.emit(StockCounted({ storeId, by: actor.userId, counts: counts.slice(from, from + COUNTS) }));
    }
    tell(storeId);
    return report;
  }

  private async write(tx: CommandTx, plan: CatalogPlan, gone: readonly PlannedProduct[]): Promise<void> {
    const changed = plan.changed();
    // Skus and products that go must be gone before others take their place, and variants before what they belong to.
    for (const { variants } of gone) for (const variant of variants) tx.remove(variant);
    for (const { dropped } of changed) for (const variant of dropped) tx.remove(variant);
    await tx.flush();
    for (const { product, variants } of gone) {
      tx.remove(product);
      tx.emit(product.changed(variants.map(({ sku }) => sku), true));
    }
    for (const { product, variants, isNew, known } of changed) {
      if (isNew) tx.insert(product);
      else tx.save(product);
      for (const variant of variants) {
        if (known.has(variant)) tx.save(variant);
        else tx.insert(variant);
      }
      tx.emit(product.changed(variants.map(({ sku }) => sku)));
    }
    await learn(tx, changed.flatMap(({ vocabulary }) => vocabulary));
  }
}
