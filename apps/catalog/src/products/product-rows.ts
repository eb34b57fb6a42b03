import type { Product as ProductMessage } from '@demae/contracts';
import { notFound } from '@demae/platform';
import type { DataSource } from 'typeorm';
import { stockSign } from '../stock/shelf-display.js';
import { ratingOf } from '../stores/store.js';
import type { Option } from './product.js';

/** A product with its variants, as PRODUCTS gives it. */
export interface ProductRow {
  id: string;
  storeId: string;
  name: string;
  description: string;
  section: string;
  options: Option[];
  trackStock: boolean;
  imageUrl: string | null;
  categoryId: string | null;
  ratingSum: number;
  ratingCount: number;
  version: number;
  currency: string;
  variants: { sku: string; name: string; price: number; attributes: Record<string, string>; available: number | null }[];
}

/** What is selected for a ProductRow, with `p` for the product; goes before `from`. */
export const PRODUCT_COLUMNS = `p.id, p.store_id as "storeId", p.name, p.description, p.section, p.options, p.track_stock as "trackStock",
  p.image_url as "imageUrl", p.category_id as "categoryId", p.rating_sum::float8 as "ratingSum", p.rating_count as "ratingCount", p.version, s.currency, (
    select jsonb_agg(jsonb_build_object('sku', v.sku, 'name', v.name, 'price', v.price, 'attributes', v.attributes, 'available', d.available) order by v.position)
    from variant v left join shelf_display d on d.store_id = v.store_id and d.sku = v.sku
    where v.product_id = p.id
  ) as variants`;

/** Whether any variant of the product `p` can be bought, as far as the display knows. */
export const AVAILABLE = `not p.track_stock or exists (
  select from variant v join shelf_display d on d.store_id = v.store_id and d.sku = v.sku where v.product_id = p.id and d.available > 0)`;

export const PRODUCT_TABLES = 'product p join store s on s.id = p.store_id';

/** @throws Problem 404 */
export async function productWithId(dataSource: DataSource, id: string): Promise<ProductMessage> {
  const [row] = await dataSource.query<ProductRow[]>(`select ${PRODUCT_COLUMNS} from ${PRODUCT_TABLES} where p.id = $1`, [id]);
  if (!row) throw notFound('product', id);
  return productFrom(row);
}

export function productFrom({ variants, options, currency, trackStock, imageUrl, categoryId, ...row }: ProductRow): ProductMessage {
  const money = (amount: number) => ({ amount, currency });
  return {
    id: row.id,
    storeId: row.storeId,
    name: row.name,
    description: row.description,
    section: row.section,
    trackStock,
    imageUrl: imageUrl ?? undefined,
    categoryId: categoryId ?? undefined,
    rating: ratingOf(row.ratingSum, row.ratingCount),
    version: row.version,
    options: options.map((option) => ({ ...option, choices: option.choices.map((choice) => ({ ...choice, price: money(choice.price) })) })),
    variants: variants.map(({ available, price, ...variant }) => ({ ...variant, price: money(price), stock: stockSign(trackStock, available) })),
  };
}
