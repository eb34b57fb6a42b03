import type { Option as OptionMessage, Product, Variant as VariantMessage } from '@demae/contracts';
import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { Flag, Link, ListOf, Nested, OneOf, Text, TextMap, Uuid, Whole } from '../http/fields.js';
import { PageQuery, pageOf } from '../http/page.js';
import { DEAREST, Money } from '../http/values.js';
import { RatingView } from '../stores/store.js';
import { UuidOrNull } from '../categories/uuid-or-null.js';

export class VariantBody {
  @Text({ min: 1, max: 64, example: 'RAMEN-L', what: 'unique within the store' })
  sku!: string;

  @Text({ min: 1, max: 100, optional: true, example: 'Large', what: "the product's name when absent" })
  name?: string;

  @Nested(() => Money)
  price!: Money;

  @TextMap({ most: 20, optional: true })
  attributes?: Record<string, string>;
}

export class ChoiceBody {
  @Uuid({ optional: true, what: 'of a choice to keep' })
  id?: string;

  @Text({ min: 1, max: 100, example: 'Egg' })
  name!: string;

  @Nested(() => Money)
  price!: Money;
}

export class OptionBody {
  @Text({ min: 1, max: 100, example: 'Toppings' })
  name!: string;

  @Whole({ min: 0, max: 50, example: 0 })
  min!: number;

  @Whole({ min: 1, max: 50, example: 3 })
  max!: number;

  @ListOf(() => ChoiceBody, { min: 1, max: 50 })
  choices!: ChoiceBody[];
}

export class ProductBody {
  @Uuid()
  storeId!: string;

  @Text({ min: 1, max: 100, example: 'Ramen' })
  name!: string;

  @Text({ max: 2000, optional: true })
  description?: string;

  @Text({ min: 1, max: 100, optional: true, example: 'Noodles', what: 'of the menu' })
  section?: string;

  @UuidOrNull({ optional: true, what: 'of GET /v1/categories; null = in none' })
  categoryId?: string | null;

  @ListOf(() => VariantBody, { min: 1, max: 100 })
  variants!: VariantBody[];

  @ListOf(() => OptionBody, { max: 20, optional: true })
  options?: OptionBody[];

  @Flag({ optional: true, what: 'false = never runs out; when absent, shops track and restaurants do not' })
  trackStock?: boolean;

  @Link({ optional: true })
  imageUrl?: string;
}

export class ProductChange extends PartialType(OmitType(ProductBody, ['storeId']), { skipNullProperties: false }) {}

export class VariantView extends VariantBody {
  @Text({ max: 100, example: 'Large' })
  override name!: string;

  @TextMap({ most: 20 })
  override attributes!: Record<string, string>;

  @OneOf(['IN_STOCK', 'LOW', 'OUT', 'UNTRACKED'], { what: 'for display; the order decides' })
  stock!: string;
}

export class ChoiceView extends ChoiceBody {
  @Uuid()
  override id!: string;
}

export class OptionView extends OptionBody {
  @ListOf(() => ChoiceView, { max: 50 })
  override choices!: ChoiceView[];
}

export class ProductView {
  @Uuid()
  id!: string;

  @Uuid()
  storeId!: string;

  @Text({ max: 100, example: 'Ramen' })
  name!: string;

  @Text({ max: 2000 })
  description!: string;

  @Text({ max: 100, example: 'Noodles' })
  section!: string;

  @Uuid({ optional: true })
  categoryId?: string;

  @ListOf(() => VariantView, { max: 100 })
  variants!: VariantView[];

  @ListOf(() => OptionView, { max: 20 })
  options!: OptionView[];

  @Flag()
  trackStock!: boolean;

  @Link({ optional: true })
  imageUrl?: string;

  @ApiProperty({ type: () => RatingView, nullable: true, description: 'of the reviews of orders that it was in; null until there is one' })
  rating!: RatingView | null;

  @Whole({ min: 1, max: 2 ** 31, what: 'grows with each change' })
  version!: number;
}

export class ProductPage extends pageOf(() => ProductView) {}

export class MenuSection {
  @Text({ max: 100, example: 'Noodles' })
  name!: string;

  @ListOf(() => ProductView, { max: 2000 })
  products!: ProductView[];
}

export class MenuView {
  @ListOf(() => MenuSection, { max: 2000 })
  sections!: MenuSection[];
}

export class ProductQuery extends PageQuery {
  @Text({ min: 1, max: 100, optional: true, what: 'words of the name, section or description, in any order; typos are forgiven' })
  q?: string;

  @Uuid({ optional: true })
  storeId?: string;

  @Whole({ min: 0, max: DEAREST, optional: true, inQuery: true, what: 'minor units' })
  minPrice?: number;

  @Whole({ min: 0, max: DEAREST, optional: true, inQuery: true, what: 'minor units' })
  maxPrice?: number;

  @Flag({ optional: true, inQuery: true })
  inStock?: boolean;

  @Uuid({ optional: true, what: 'also what is in a category below it' })
  categoryId?: string;

  @OneOf(['name', 'price', '-price', 'newest', 'rating', 'relevance'], { optional: true, what: 'relevance when q is given, name else' })
  sort?: string;
}

export class RecommendationQuery {
  @Whole({ min: 1, max: 50, optional: true, inQuery: true, example: 10 })
  limit?: number;
}

/** What only answers carry is left to the catalog. */
export function variantMessages(variants: readonly VariantBody[] | undefined): VariantMessage[] {
  return (variants ?? []).map(({ sku, name = '', price, attributes = {} }) => ({ sku, name, price, attributes, stock: '' }));
}

export function optionMessages(options: readonly OptionBody[] | undefined): OptionMessage[] {
  return (options ?? []).map(({ choices, ...option }) => ({ ...option, choices: choices.map(({ id = '', name, price }) => ({ id, name, price })) }));
}

/** A product as the catalog is told of it; what only answers carry, and whether it is counted, stands elsewhere. */
export function productMessage(body: Omit<ProductBody, 'storeId'>, storeId: string): Product {
  const { name, description = '', section = '', categoryId, imageUrl, variants, options } = body;
  return {
    id: '',
    storeId,
    version: 0,
    trackStock: false,
    name,
    description,
    section,
    categoryId: categoryId ?? undefined,
    imageUrl,
    variants: variantMessages(variants),
    options: optionMessages(options),
  };
}

export function product({ imageUrl, categoryId, rating, ...fields }: Product): ProductView {
  return { ...fields, rating: rating ?? null, ...(imageUrl === undefined ? {} : { imageUrl }), ...(categoryId === undefined ? {} : { categoryId }) };
}
