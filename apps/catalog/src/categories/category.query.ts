import type { Category as CategoryMessage } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { CategoryTree } from './category-tree.js';

/** A category with all below it, and the way to it. @throws Problem 404 */
export class GetCategory extends Query<CategoryMessage> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetCategory)
export class GetCategoryHandler implements IQueryHandler<GetCategory> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ id }: GetCategory): Promise<CategoryMessage> {
    return categoryWithId(this.dataSource, id);
  }
}

/** @throws Problem 404 */
export async function categoryWithId(dataSource: DataSource, id: string): Promise<CategoryMessage> {
  const tree = await CategoryTree.read(dataSource);
  const path = tree.pathTo(id);
  const own = path?.pop();
  if (!path || !own) throw notFound('category', id);
  return { ...tree.message(own), path: path.map((step) => ({ id: step.id, name: step.name })) };
}
