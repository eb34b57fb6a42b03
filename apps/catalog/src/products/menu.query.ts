import type { Menu, Menu_Section } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Store } from '../stores/store.js';
import { PRODUCT_COLUMNS, PRODUCT_TABLES, productFrom, type ProductRow } from './product-rows.js';

/** Everything a store sells, by section; sections and products in the order in which they were added. @throws Problem 404 */
export class GetMenu extends Query<Menu> {
  constructor(readonly storeId: string) {
    super();
  }
}

/** More is a catalogue to search through, not a menu. */
const LONGEST = 2000;

@QueryHandler(GetMenu)
export class GetMenuHandler implements IQueryHandler<GetMenu> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ storeId }: GetMenu): Promise<Menu> {
    const rows = await this.dataSource.query<ProductRow[]>(
      `select ${PRODUCT_COLUMNS} from ${PRODUCT_TABLES} where p.store_id = $1 order by p.id limit ${LONGEST}`,
      [storeId],
    );
    if (rows.length === 0 && !(await this.dataSource.getRepository(Store).existsBy({ id: storeId }))) throw notFound('store', storeId);
    const sections = new Map<string, Menu_Section>();
    for (const product of rows.map(productFrom)) {
      const section = sections.get(product.section) ?? { name: product.section, products: [] };
      section.products.push(product);
      sections.set(product.section, section);
    }
    return { sections: [...sections.values()] };
  }
}
