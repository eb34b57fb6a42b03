import type { Category as CategoryMessage, UpdateCategoryRequest } from '@demae/contracts';
import { mustBeUnchanged, notFound } from '@demae/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { mustBeReadable } from '../names/readable.js';
import { Changes } from '../shown/changes.js';
import { Category } from './category.js';
import { CategoryTree } from './category-tree.js';
import { categoryWithId } from './category.query.js';

/** Changes what is present; with another parent it moves, and all below it with it. @throws Problem 400, 404, 409, 412 */
export class UpdateCategory extends Command<CategoryMessage> {
  constructor(readonly request: UpdateCategoryRequest) {
    super();
  }
}

@CommandHandler(UpdateCategory)
export class UpdateCategoryHandler implements ICommandHandler<UpdateCategory> {
  constructor(
    private readonly changes: Changes,
    private readonly dataSource: DataSource,
  ) {}

  async execute({ request: { id, ...wanted } }: UpdateCategory): Promise<CategoryMessage> {
    await this.changes.run(async (tx, tell) => {
      const tree = await CategoryTree.locked(tx);
      const category = await tx.load(Category, id);
      if (!category) throw notFound('category', id);
      mustBeUnchanged(category.version, wanted.expectedVersion);
      const parentId = wanted.parentId === undefined ? category.parentId : wanted.parentId || null;
      const name = wanted.name?.trim() ?? category.name;
      mustBeReadable('name', name);
      tree.mustFit(id, parentId, name);
      const moves = parentId !== category.parentId;
      const position = wanted.position ?? (moves ? tree.nextPosition(parentId) : category.position);
      tell();
      tx.save(Object.assign(category, { parentId, name, position }));
    });
    return categoryWithId(this.dataSource, id);
  }
}
