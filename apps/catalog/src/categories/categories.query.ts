import type { ListCategoriesResponse } from '@demae/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { CategoryTree } from './category-tree.js';

/** The whole tree. */
export class ListCategories extends Query<ListCategoriesResponse> {}

@QueryHandler(ListCategories)
export class ListCategoriesHandler implements IQueryHandler<ListCategories> {
  constructor(private readonly dataSource: DataSource) {}

  async execute(): Promise<ListCategoriesResponse> {
    const tree = await CategoryTree.read(this.dataSource);
    return { items: tree.under(null) };
  }
}
