import { isDeepStrictEqual } from 'node:util';
import type { ImportCatalogRequest_Item as Item, ImportCatalogResponse, ImportCatalogResponse_Line as Line, Option } from '@demae/contracts';
import { Problem, refused } from '@demae/platform';
import { unknownCategory } from '../categories/category-tree.js';
import { optionsFrom, Product, variantsFrom, type Variant } from '../products/product.js';
import type { Store } from '../stores/store.js';

/** A product as it will be. */
export interface PlannedProduct {
  product: Product;
  variants: Variant[];
  /** The words that it is written in. */
  vocabulary: string[];
  isNew: boolean;
  /** Of the variants, those that have a row already. */
  known: ReadonlySet<Variant>;
  /** Rows that it loses. */
  dropped: Variant[];
}

/** What would have to be written so that a store sells what a list says; decided in memory, so that all lines are judged before one is written. */
export class CatalogPlan {
  private readonly products: ReadonlyMap<string, Product>;
  private readonly rows: ReadonlyMap<string, Variant>;
  private readonly ofProduct = new Map<string, Variant[]>();
  private readonly planned = new Map<Product, PlannedProduct>();
  private readonly lines: Line[] = [];
  /** Where in the list a sku stood first. */
  private readonly named = new Map<string, number>();
  private readonly taken = new Map<Product, number>();

  constructor(
    private readonly store: Store,
    products: readonly Product[],
    variants: readonly Variant[],
    private readonly categories: ReadonlySet<string>,
  ) {
    this.products = new Map(products.map((product) => [product.id, product]));
    this.rows = new Map(variants.map((variant) => [variant.sku, variant]));
    for (const variant of variants) {
      const others = this.ofProduct.get(variant.productId);
      if (others) others.push(variant);
      else this.ofProduct.set(variant.productId, [variant]);
    }
  }

  get refused(): boolean {
    return this.lines.some(({ outcome }) => outcome === 'REFUSED');
  }

  take(items: readonly Item[]): void {
    for (const item of items) this.lines.push(this.judge(item));
  }

  changed(): PlannedProduct[] {
    return [...this.planned.values()];
  }

  /** What is there and not in the list. */
  others(): PlannedProduct[] {
    const left = [...this.products.values()].filter((product) => !this.taken.has(product));
    return left.map((product) => ({ product, variants: this.variantsOf(product), vocabulary: [], isNew: false, known: new Set(), dropped: [] }));
  }

  report(keepOthers: boolean): ImportCatalogResponse {
    const count = (outcome: string) => this.lines.filter((line) => line.outcome === outcome).length;
    return {
      lines: this.lines,
      created: count('CREATED'),
      updated: count('UPDATED'),
      unchanged: count('UNCHANGED'),
      removed: keepOthers ? 0 : this.products.size - this.taken.size,
    };
  }

  private judge(item: Item): Line {
    const { line, product } = item;
    try {
      const { product: planned, outcome } = this.plan(item);
      return { line, name: product.name, outcome, productId: outcome === 'CREATED' ? '' : planned.id, reason: '' };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { line, name: product.name, outcome: 'REFUSED', productId: '', reason: error.message };
    }
  }

  private plan({ line, product: wanted, trackStock, onHand }: Item): { product: Product; outcome: 'CREATED' | 'UPDATED' | 'UNCHANGED' } {
    for (const { sku } of wanted.variants) {
      const before = this.named.get(sku);
      if (before !== undefined && before !== line) throw refused(`The sku ${sku} stands in line ${before} already; a sku is unique within its store.`, 'sku');
      this.named.set(sku, line);
    }
    const existing = this.existing(wanted.variants.map(({ sku }) => sku));
    const counted = Object.keys(onHand);
    const fresh = Product.of(this.store, wanted, trackStock ?? (counted.length > 0 ? true : undefined));
    if (existing) Object.assign(fresh, { id: existing.id, options: optionsFrom(keepingChoices(wanted.options, existing), this.store.currency, existing.options) });
    const uncounted = counted.find((sku) => !wanted.variants.some((variant) => variant.sku === sku));
    if (uncounted !== undefined) throw refused(`${uncounted} is none of its skus.`, 'onHand');
    if (!fresh.trackStock && counted.length > 0) throw refused('It never runs out; leave onHand empty, or set trackStock to true.', 'untracked');
    const variants = variantsFrom(fresh, wanted.variants, this.store.currency);
    if (fresh.categoryId !== null && !this.categories.has(fresh.categoryId)) throw unknownCategory('categoryId', fresh.categoryId);
    const vocabulary = fresh.offer(variants);
    if (!existing) return this.create(fresh, variants, vocabulary);
    this.taken.set(existing, line);
    return this.update(existing, fresh, { variants, vocabulary });
  }

  /** The product that has these skus already. @throws Problem 422 when they are not all of one, or it stands in the list twice. */
  private existing(skus: readonly string[]): Product | undefined {
    const ids = new Set(skus.map((sku) => this.rows.get(sku)?.productId).filter((id) => id !== undefined));
    if (ids.size > 1) throw refused(`Its skus ${skus.join(', ')} belong to ${ids.size} products; remove the others first, or list them one by one.`, 'sku');
    const product = this.products.get([...ids][0] ?? '');
    const before = product && this.taken.get(product);
    if (before !== undefined) throw refused(`Its skus belong to the same product as those of line ${before}; put them together, or choose new skus.`, 'sku');
    return product;
  }

  private create(product: Product, variants: Variant[], vocabulary: string[]): { product: Product; outcome: 'CREATED' } {
    this.planned.set(product, { product, variants, vocabulary, isNew: true, known: new Set(), dropped: [] });
    return { product, outcome: 'CREATED' };
  }

  private update(product: Product, fresh: Product, { variants: wanted, vocabulary }: { variants: readonly Variant[]; vocabulary: string[] }): { product: Product; outcome: 'UPDATED' | 'UNCHANGED' } {
    const before = this.variantsOf(product);
    const known = wanted.map((variant) => this.rows.get(variant.sku));
    Object.assign(fresh, { createdAt: product.createdAt, version: product.version });
    const sameVariants = before.length === wanted.length && wanted.every((variant, i) => known[i] !== undefined && isDeepStrictEqual({ ...variant }, { ...known[i] }));
    // What it is found by follows from the rest, and Postgres writes it in its own way.
    if (sameVariants && isDeepStrictEqual({ ...fresh, words: '' }, { ...product, words: '' })) return { product, outcome: 'UNCHANGED' };
    Object.assign(product, fresh);
    const variants = wanted.map((variant, i) => (known[i] ? Object.assign(known[i], variant) : variant));
    const dropped = before.filter((variant) => !variants.includes(variant));
    this.planned.set(product, { product, variants, vocabulary, isNew: false, known: new Set(known.filter((row) => row !== undefined)), dropped });
    return { product, outcome: 'UPDATED' };
  }

  private variantsOf({ id }: Product): Variant[] {
    return this.ofProduct.get(id) ?? [];
  }
}

/** A list knows no ids: a choice of the same name in the same group is the same choice. */
function keepingChoices(wanted: readonly Option[], { options }: Product): Option[] {
  return wanted.map((option) => {
    const known = options.find(({ name }) => name === option.name)?.choices ?? [];
    return { ...option, choices: option.choices.map((choice) => ({ ...choice, id: known.find(({ name }) => name === choice.name)?.id ?? '' })) };
  });
}
