import type { Product as ProductMessage } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Variant } from './product.js';
import { productWithId } from './product-rows.js';

/** The product of a store that has this sku. @throws Problem 404 */
export class GetProductBySku extends Query<ProductMessage> {
  constructor(
    readonly storeId: string,
    readonly sku: string,
  ) {
    super();
  }
}

@QueryHandler(GetProductBySku)
export class GetProductBySkuHandler implements IQueryHandler<GetProductBySku> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ storeId, sku }: GetProductBySku): Promise<ProductMessage> {
    const variant = await this.dataSource.getRepository(Variant).findOneBy({ storeId, sku });
    if (!variant) throw notFound('sku', sku);
    return productWithId(this.dataSource, variant.productId);
  }
}
