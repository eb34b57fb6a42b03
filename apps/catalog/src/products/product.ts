import type { Money, Option as OptionMessage, Product as ProductMessage, Variant as VariantMessage } from '@demae/contracts';
import { ProductChanged } from '@demae/contracts';
import { badRequest, refused, wholeNumber } from '@demae/platform';
import { newId } from '@demae/saga';
import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import { mustBeReadable } from '../names/readable.js';
import { categoryMark, searchText } from '../search/search-text.js';
import type { Store } from '../stores/store.js';

/** A group of choices, of which a buyer takes at least `min` and at most `max`. */
export interface Option {
  name: string;
  min: number;
  max: number;
  /** Prices in minor units of the store's currency, added to the variant's. */
  choices: { id: string; name: string; price: number }[];
}

/** Something that a store sells, in one or more variants. */
@Entity('product')
export class Product {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'store_id' })
  storeId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  description!: string;

  /** Heading of the menu it stands under. */
  @Column('text')
  section!: string;

  @Column('jsonb')
  options!: Option[];

  /** False for what never runs out. */
  @Column('boolean', { name: 'track_stock' })
  trackStock!: boolean;

  @Column('text', { name: 'image_url', nullable: true })
  imageUrl!: string | null;

  /** Of its variants, for sorting. */
  @Column('int8', { name: 'lowest_price', transformer: wholeNumber })
  lowestPrice!: number;

  /** Of its variants, for finding what is in a range. */
  @Column('int8', { name: 'highest_price', transformer: wholeNumber })
  highestPrice!: number;

  @Column('uuid', { name: 'category_id', nullable: true })
  categoryId!: string | null;

  /** A tsvector of what it is found by. */
  @Column('tsvector', { select: false })
  words!: string;

  @Column('int2', { name: 'name_length' })
  nameLength!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn()
  version!: number;

  /** @throws Problem 400 for a name that cannot be read; 422 for a price in another currency than the store's, or a choice that cannot be made. */
  static of(store: Store, wanted: ProductMessage, trackStock: boolean | undefined): Product {
    const product = new Product();
    product.callIt(wanted.name, wanted.section || 'Menu');
    return Object.assign(product, {
      id: newId(),
      storeId: store.id,
      description: wanted.description,
      options: optionsFrom(wanted.options, store.currency),
      // What a kitchen makes does not run out as what lies on a shelf does.
      trackStock: trackStock ?? store.kind === 'shop',
      imageUrl: wanted.imageUrl ?? null,
      categoryId: wanted.categoryId ?? null,
    });
  }

  /** @throws Problem 400 for what cannot be read. */
  callIt(name: string, section: string): void {
    mustBeReadable('name', name);
    mustBeReadable('section', section);
    Object.assign(this, { name, section });
  }

  /** Notes what follows from the rest: what it costs, and what it is found by. Returns the words that it is written in. */
  offer(variants: readonly Variant[]): string[] {
    const prices = variants.map(({ price }) => price);
    const texts = [this.section, this.description, ...variants.map(({ name }) => name)];
    const { words, nameLength, vocabulary } = searchText(this.name, texts, this.categoryId === null ? [] : [categoryMark(this.categoryId)]);
    Object.assign(this, { lowestPrice: Math.min(...prices), highestPrice: Math.max(...prices), words, nameLength });
    return vocabulary;
  }

  changed(skus: readonly string[], removed = false) {
    return ProductChanged({ productId: this.id, storeId: this.storeId, trackedSkus: this.trackStock ? [...skus] : [], removed });
  }
}

/** A product as it is sold: the size, the colour. A sku is unique within its store. */
@Entity('variant')
export class Variant {
  @PrimaryColumn('uuid', { name: 'store_id' })
  storeId!: string;

  @PrimaryColumn('text')
  sku!: string;

  @Column('uuid', { name: 'product_id' })
  productId!: string;

  @Column('text')
  name!: string;

  /** Minor units of the store's currency. */
  @Column('int8', { transformer: wholeNumber })
  price!: number;

  @Column('jsonb')
  attributes!: Record<string, string>;

  @Column('int')
  position!: number;
}

/** @throws Problem 400 for a name that cannot be read; 422 for a sku that stands twice, or a price in another currency than the store's. */
export function variantsFrom(product: Product, wanted: readonly VariantMessage[], currency: string): Variant[] {
  if (wanted.length === 0) throw refused('A product needs at least one variant: what is sold has a sku and a price.', 'variants');
  const twice = wanted.find(({ sku }, i) => wanted.findIndex((other) => other.sku === sku) !== i);
  if (twice) throw refused(`The sku ${twice.sku} stands twice; each variant has its own.`, 'sku');
  wanted.forEach(({ sku, name }, i) => {
    mustBeReadable(`variants.${i}.sku`, sku);
    if (name) mustBeReadable(`variants.${i}.name`, name);
  });
  return wanted.map(({ sku, name, price, attributes }, position) =>
    Object.assign(new Variant(), {
      storeId: product.storeId,
      sku,
      productId: product.id,
      name: name || product.name,
      price: inCurrency(price, currency),
      attributes,
      position,
    }),
  );
}

/** Choices that have an id of this product's already keep it; all others get one. @throws Problem 400 for names that cannot be told apart, 422 */
export function optionsFrom(wanted: readonly OptionMessage[], currency: string, known: readonly Option[] = []): Option[] {
  const ids = new Set(known.flatMap(({ choices }) => choices.map(({ id }) => id)));
  return wanted.map(({ name, min, max, choices }, i) => {
    mustBeReadable(`options.${i}.name`, name);
    mustDiffer(choices, `options.${i}.choices`);
    if (max < 1 || min > max) throw refused(`"${name}" lets nobody choose: min must be at most max, and max at least 1.`, 'options');
    if (choices.length < min) throw refused(`"${name}" asks for ${min} of only ${choices.length} choices; add choices or lower min.`, 'options');
    return {
      name,
      min,
      max,
      choices: choices.map((choice) => ({
        id: ids.delete(choice.id) ? choice.id : newId(),
        name: choice.name,
        price: inCurrency(choice.price, currency),
      })),
    };
  });
}

function mustDiffer(choices: readonly { name: string }[], path: string): void {
  const seen = new Set<string>();
  choices.forEach(({ name }, i) => {
    mustBeReadable(`${path}.${i}.name`, name);
    const plain = name.trim().toLowerCase();
    if (seen.has(plain)) throw badRequest(`The choice ${name.trim()} stands twice; give each a name of its own.`, [{ path: `${path}.${i}.name`, message: 'stands twice' }]);
    seen.add(plain);
  });
}

function inCurrency({ amount, currency: given }: Money, currency: string): number {
  if (given !== currency) throw refused(`This store sells in ${currency}, not in ${given}; give all its prices in ${currency}.`, 'currency');
  return amount;
}
