import type { RemoveCategoryRequest } from '@demae/contracts';
import { conflict, notFound } from '@demae/platform';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Changes } from '../shown/changes.js';
import { Category } from './category.js';
import { CategoryTree } from './category-tree.js';

/** Removes an empty one. @throws Problem 404; 409 while other categories or products are in it. */
export class RemoveCategory extends Command<void> {
  constructor(readonly request: RemoveCategoryRequest) {
    super();
  }
}

/** SQLSTATE foreign_key_violation. */
const REFERRED_TO = '23503';

@CommandHandler(RemoveCategory)
export class RemoveCategoryHandler implements ICommandHandler<RemoveCategory> {
  constructor(private readonly changes: Changes) {}

  async execute({ request: { id } }: RemoveCategory): Promise<void> {
    const remove = this.changes.run(async (tx, tell) => {
      const tree = await CategoryTree.locked(tx);
      const category = await tx.load(Category, id);
      if (!category) throw notFound('category', id);
      if (tree.hasChildren(id)) throw conflict(`${category.name} has categories below it; move or remove them first.`);
      tx.remove(category);
      await tx.flush();
      tell();
    });
    // The database knows of every product in it, also of one that comes at this very moment.
    await remove.catch((error: unknown) => {
      if ((error as { code?: unknown }).code === REFERRED_TO) throw conflict('There are products in this category; move them to another one first.');
      throw error;
    });
  }
}
