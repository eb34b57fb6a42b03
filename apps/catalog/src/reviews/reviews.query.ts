import type { ListReviewsRequest, ListReviewsResponse } from '@demae/contracts';
import { notFound, pageById } from '@demae/platform';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource, LessThan } from 'typeorm';
import { Store } from '../stores/store.js';
import { Review } from './review.js';

/** Of a store, the newest first. @throws Problem 400 for a wrong cursor, 404 */
export class ListReviews extends Query<ListReviewsResponse> {
  constructor(readonly request: ListReviewsRequest) {
    super();
  }
}

@QueryHandler(ListReviews)
export class ListReviewsHandler implements IQueryHandler<ListReviews> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ request: { storeId, page } }: ListReviews): Promise<ListReviewsResponse> {
    const { limit, after } = pageById(page);
    if (!(await this.dataSource.getRepository(Store).existsBy({ id: storeId }))) throw notFound('store', storeId);
    // Ids are made in the order of time.
    const where = { storeId, ...(after === undefined ? {} : { id: LessThan(after) }) };
    const rows = await this.dataSource.getRepository(Review).find({ where, order: { id: 'desc' }, take: limit + 1 });
    const items = rows.slice(0, limit);
    return { items: items.map((review) => review.toMessage()), nextCursor: rows.length > limit ? items.at(-1)!.id : undefined };
  }
}
