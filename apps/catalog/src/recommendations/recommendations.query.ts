import type { RecommendProductsResponse } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { AVAILABLE, PRODUCT_COLUMNS, PRODUCT_TABLES, productFrom, type ProductRow } from '../products/product-rows.js';

/** What is often bought together with a product; where that is too little, what stands beside it in its store. Only what can be bought. @throws Problem 404 */
export class RecommendProducts extends Query<RecommendProductsResponse> {
  constructor(
    readonly productId: string,
    readonly limit: number,
  ) {
    super();
  }
}

/** Those that were bought most often with it; more are not looked at, should all of these be sold out. */
const LOOKED_AT = 200;

@QueryHandler(RecommendProducts)
export class RecommendProductsHandler implements IQueryHandler<RecommendProducts> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ productId, limit }: RecommendProducts): Promise<RecommendProductsResponse> {
    const wanted = Math.min(Math.max(limit || 10, 1), 50);
    const [product] = await this.dataSource.query<{ storeId: string; categoryId: string | null; section: string }[]>(
      'select store_id as "storeId", category_id as "categoryId", section from product where id = $1',
      [productId],
    );
    if (!product) throw notFound('product', productId);
    const together = await this.dataSource.query<ProductRow[]>(
      `select ${PRODUCT_COLUMNS} from (select other_id, times from bought_together where product_id = $1 order by times desc, other_id limit ${LOOKED_AT}) o
       join ${PRODUCT_TABLES} on p.id = o.other_id where p.store_id = $2 and (${AVAILABLE}) order by o.times desc, p.id limit ${wanted}`,
      [productId, product.storeId],
    );
    const rest = wanted - together.length;
    const known = [productId, ...together.map(({ id }) => id)];
    const beside = rest === 0 ? [] : await this.dataSource.query<ProductRow[]>(
      `select ${PRODUCT_COLUMNS} from ${PRODUCT_TABLES}
       where p.store_id = $1 and (p.category_id = $2 or p.section = $3) and p.id <> all($4::uuid[]) and (${AVAILABLE})
       order by p.category_id is not distinct from $2 desc, p.rating desc, p.id limit ${rest}`,
      [product.storeId, product.categoryId, product.section, known],
    );
    return { items: [...together, ...beside].map(productFrom) };
  }
}
