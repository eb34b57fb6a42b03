import type { PageRequest } from '@demae/contracts';
import type { Type as ClassOf } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Text, Whole } from './fields.js';

/** `?limit=20&cursor=…` */
export class PageQuery {
  @Whole({ min: 1, max: 100, optional: true, inQuery: true, example: 20 })
  limit?: number;

  @Text({ min: 1, max: 1000, optional: true, what: 'nextCursor of the page before' })
  cursor?: string;
}

export function pageRequest({ limit = 20, cursor }: PageQuery): PageRequest {
  return { limit, cursor };
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The documented form of a page: `class StorePage extends pageOf(() => StoreView) {}`. */
export function pageOf<T>(type: () => ClassOf<T>): ClassOf<Page<T>> {
  class PageView implements Page<T> {
    // Wrapped, because the documents go by the function's name.
    @ApiProperty({ type: () => type(), isArray: true })
    items!: T[];

    @ApiProperty({ type: 'string', nullable: true, description: 'null on the last page', example: null })
    nextCursor!: string | null;
  }
  return PageView;
}

/** What a service answered, as a page of what clients see. */
export function page<M, T>({ items, nextCursor }: { items: M[]; nextCursor?: string | undefined }, view: (item: M) => T): Page<T> {
  return { items: items.map(view), nextCursor: nextCursor ?? null };
}
