import type { Category } from '@demae/contracts';
import { PartialType } from '@nestjs/swagger';
import { ListOf, Text, Uuid, Whole } from '../http/fields.js';
import { UuidOrNull } from './uuid-or-null.js';

export class CategoryBody {
  @Text({ min: 1, max: 100, example: 'Noodles' })
  name!: string;

  @UuidOrNull({ optional: true, what: 'the category above it; null = at the top' })
  parentId?: string | null;

  @Whole({ min: 0, max: 1_000_000, optional: true, what: 'among its siblings; after the last one when absent' })
  position?: number;
}

export class CategoryChange extends PartialType(CategoryBody, { skipNullProperties: false }) {}

export class CategoryStep {
  @Uuid()
  id!: string;

  @Text({ max: 100, example: 'Food' })
  name!: string;
}

export class CategoryView {
  @Uuid()
  id!: string;

  @Text({ max: 100, example: 'Noodles' })
  name!: string;

  @UuidOrNull({ optional: true, what: 'null at the top' })
  parentId!: string | null;

  @Whole({ min: 0, max: 2 ** 31 })
  position!: number;

  @Whole({ min: 1, max: 2 ** 31, what: 'grows with each change' })
  version!: number;

  @ListOf(() => CategoryView, { max: 2_000, what: 'those right below it, each with its own' })
  children!: CategoryView[];
}

export class CategoryDetails extends CategoryView {
  @ListOf(() => CategoryStep, { max: 10, what: 'from the top down to its parent' })
  path!: CategoryStep[];
}

export class CategoryTreeView {
  @ListOf(() => CategoryView, { max: 2_000, what: 'those at the top' })
  items!: CategoryView[];
}

export function category({ parentId, children, path: _path, ...fields }: Category): CategoryView {
  return { ...fields, parentId: parentId ?? null, children: children.map(category) };
}

export function categoryDetails(found: Category): CategoryDetails {
  return { ...category(found), path: found.path };
}
