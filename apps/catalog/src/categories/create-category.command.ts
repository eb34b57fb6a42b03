import type { Category as CategoryMessage, CreateCategoryRequest } from '@demae/contracts';
import { newId } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { mustBeReadable } from '../names/readable.js';
import { Changes } from '../shown/changes.js';
import { Category } from './category.js';
import { CategoryTree } from './category-tree.js';
import { categoryWithId } from './category.query.js';

/** @throws Problem 400 for an unknown parent, 409 when it does not fit into the tree. */
export class CreateCategory extends Command<CategoryMessage> {
  constructor(readonly request: CreateCategoryRequest) {
    super();
  }
}

@CommandHandler(CreateCategory)
export class CreateCategoryHandler implements ICommandHandler<CreateCategory> {
  constructor(
    private readonly changes: Changes,
    private readonly dataSource: DataSource,
  ) {}

  async execute({ request }: CreateCategory): Promise<CategoryMessage> {
    const { id } = await this.changes.run(async (tx, tell) => {
      const tree = await CategoryTree.locked(tx);
      const parentId = request.parentId ?? null;
      const name = request.name.trim();
      tree.mustHaveRoom();
      mustBeReadable('name', name);
      tree.mustFit(undefined, parentId, name);
      tell();
      return tx.insert(Object.assign(new Category(), { id: newId(), parentId, name, position: request.position ?? tree.nextPosition(parentId) }));
    });
    return categoryWithId(this.dataSource, id);
  }
}
