import type { ImportCatalogRequest_Item as Item, ImportCatalogResponse } from '@demae/contracts';
import { OmitType } from '@nestjs/swagger';
import { Flag, ListOf, OneOf, Text, Uuid, Whole } from '../http/fields.js';
import { ProductBody, productMessage, VariantBody } from '../products/product.js';
import { MOST_STOCK } from '../stock/stock.js';

/** Products of one import. */
export const MOST_PRODUCTS = 20_000;

export class ImportVariantBody extends VariantBody {
  @Whole({ min: 0, max: MOST_STOCK, optional: true, example: 40, what: 'counted; when absent the stock stays as it is' })
  onHand?: number;
}

export class ImportItemBody extends OmitType(ProductBody, ['storeId', 'variants']) {
  @ListOf(() => ImportVariantBody, { min: 1, max: 100 })
  variants!: ImportVariantBody[];
}

export class ImportBody {
  @ListOf(() => ImportItemBody, { min: 1, max: MOST_PRODUCTS })
  items!: ImportItemBody[];
}

export class ImportQuery {
  @Flag({ optional: true, inQuery: true, what: 'say what would happen, and change nothing' })
  dryRun?: boolean;

  @Flag({ optional: true, inQuery: true, what: 'products that are not in the list stay; otherwise they are removed' })
  keepOthers?: boolean;
}

export class ImportLine {
  @Whole({ min: 1, max: 1_000_000, what: 'of a CSV file, the line; of JSON, the item, counted from 1' })
  line!: number;

  @Text({ max: 100, example: 'Tea Cup' })
  name!: string;

  @OneOf(['CREATED', 'UPDATED', 'UNCHANGED'])
  outcome!: string;

  @Uuid({ optional: true, what: 'of what was there already' })
  productId?: string;
}

export class ImportView {
  @Flag({ what: 'false after a dry run' })
  applied!: boolean;

  @Whole({ min: 0, max: MOST_PRODUCTS })
  created!: number;

  @Whole({ min: 0, max: MOST_PRODUCTS })
  updated!: number;

  @Whole({ min: 0, max: MOST_PRODUCTS })
  unchanged!: number;

  @Whole({ min: 0, max: 1_000_000 })
  removed!: number;

  @ListOf(() => ImportLine, { max: MOST_PRODUCTS })
  lines!: ImportLine[];
}

/** What the catalog is told; `lines` says where each item stood. */
export function importItems({ items }: ImportBody, lines: readonly number[] | undefined): Item[] {
  return items.map((item, i) => ({
    line: lines?.[i] ?? i + 1,
    trackStock: item.trackStock,
    product: productMessage(item, ''),
    onHand: Object.fromEntries(item.variants.flatMap(({ sku, onHand }) => (onHand === undefined ? [] : [[sku, onHand]]))),
  }));
}

export function importView({ lines, ...counts }: ImportCatalogResponse, applied: boolean): ImportView {
  return { applied, ...counts, lines: lines.map(({ line, name, outcome, productId }) => ({ line, name, outcome, ...(productId ? { productId } : {}) })) };
}
