import type { Product as ProductMessage } from '@demae/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { productWithId } from './product-rows.js';

/** @throws Problem 404 */
export class GetProduct extends Query<ProductMessage> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetProduct)
export class GetProductHandler implements IQueryHandler<GetProduct> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ id }: GetProduct): Promise<ProductMessage> {
    return productWithId(this.dataSource, id);
  }
}
