import type { Category as CategoryMessage } from '@demae/contracts';
import { badRequest, conflict } from '@demae/platform';
import type { Tx } from '@demae/saga';
import type { DataSource } from 'typeorm';
import type { Category } from './category.js';

export type Branch = Pick<Category, 'id' | 'parentId' | 'name' | 'position' | 'version'>;

/** Levels; what stands at the top is on the first one. */
export const DEEPEST = 6;
/** The whole tree is one answer. */
export const MOST = 2_000;

const ALL = 'select id, parent_id as "parentId", name, position, version from category order by position, lower(name), id';

/** All categories there are, by which a change of one is judged. */
export class CategoryTree {
  private readonly byId: Map<string, Branch>;
  private readonly below = new Map<string | null, Branch[]>();

  constructor(private readonly branches: readonly Branch[]) {
    this.byId = new Map(branches.map((branch) => [branch.id, branch]));
    for (const branch of branches) this.childrenOf(branch.parentId).push(branch);
  }

  static async read(dataSource: DataSource): Promise<CategoryTree> {
    return new CategoryTree(await dataSource.query<Branch[]>(ALL));
  }

  /** For a change: whoever else wants to change the tree waits until the transaction ends. Two moves at once could each be right, and a circle together. */
  static async locked(tx: Tx): Promise<CategoryTree> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('demae.catalog.category'))`);
    return new CategoryTree(await tx.query<Branch>(ALL));
  }

  find(id: string): Branch | undefined {
    return this.byId.get(id);
  }

  /** @throws Problem 409 when there are as many as there may be. */
  mustHaveRoom(): void {
    if (this.branches.length >= MOST) throw conflict(`There are ${MOST} categories, and no more may be added; remove one.`);
  }

  /**
   * Whether the category may stand there under that name; `id` is undefined for a new one.
   * @throws Problem 400 for a parent that does not exist, 409 for a circle, a tree that is too deep, or a name that a sibling has.
   */
  mustFit(id: string | undefined, parentId: string | null, name: string): void {
    const above = parentId === null ? [] : this.pathTo(parentId);
    if (!above) throw unknownCategory('parentId', parentId!);
    if (id !== undefined && above.some((step) => step.id === id)) throw conflict('A category cannot stand below itself; choose a parent that is not among its own descendants.');
    const height = id === undefined ? 1 : this.heightOf(id);
    if (above.length + height > DEEPEST) throw conflict(`Categories go ${DEEPEST} levels deep, and this would make ${above.length + height}; choose a parent further up.`);
    const twin = this.childrenOf(parentId).find((sibling) => sibling.id !== id && sibling.name.toLowerCase() === name.toLowerCase());
    if (twin) throw conflict(`There is a category ${twin.name} in the same place already; choose another name.`);
  }

  /** The one that comes after the last child. */
  nextPosition(parentId: string | null): number {
    return Math.max(-1, ...this.childrenOf(parentId).map(({ position }) => position)) + 1;
  }

  hasChildren(id: string): boolean {
    return this.childrenOf(id).length > 0;
  }

  /** Itself and all below it; undefined when there is no such category. */
  within(id: string): string[] | undefined {
    if (!this.byId.has(id)) return undefined;
    return [id, ...this.childrenOf(id).flatMap((child) => this.within(child.id)!)];
  }

  /** From the top down to the category itself; undefined when there is no such category. */
  pathTo(id: string): Branch[] | undefined {
    const own = this.byId.get(id);
    if (!own) return undefined;
    return [...(own.parentId === null ? [] : this.pathTo(own.parentId)!), own];
  }

  /** Each child with all that is below it. */
  under(id: string | null): CategoryMessage[] {
    return this.childrenOf(id).map((child) => this.message(child));
  }

  message(branch: Branch): CategoryMessage {
    const { id, parentId, name, position, version } = branch;
    return { id, parentId: parentId ?? undefined, name, position, version, children: this.under(id), path: [] };
  }

  private heightOf(id: string): number {
    return 1 + Math.max(0, ...this.childrenOf(id).map((child) => this.heightOf(child.id)));
  }

  private childrenOf(id: string | null): Branch[] {
    let children = this.below.get(id);
    if (!children) this.below.set(id, (children = []));
    return children;
  }
}

/** 400 for a category that does not exist, in that field of the request. */
export function unknownCategory(path: string, id: string) {
  return badRequest(`There is no category ${id}; take one of GET /v1/categories.`, [{ path, message: 'is no category' }]);
}
