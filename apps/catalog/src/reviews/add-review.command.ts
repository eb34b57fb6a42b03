import type { AddReviewRequest, Review as ReviewMessage } from '@demae/contracts';
import { badRequest, conflict, notFound, unavailable } from '@demae/platform';
import { newId, type Tx } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Changes } from '../shown/changes.js';
import { DeliveredOrder } from './delivered-order.js';
import { authorFrom, Review } from './review.js';

/** @throws Problem 404 for an order of others, 409 the second time, 503 as long as the delivery has not been heard of here. */
export class AddReview extends Command<ReviewMessage> {
  constructor(readonly request: AddReviewRequest) {
    super();
  }
}

/** SQLSTATE unique_violation. */
const TAKEN = '23505';

@CommandHandler(AddReview)
export class AddReviewHandler implements ICommandHandler<AddReview> {
  constructor(private readonly changes: Changes) {}

  async execute({ request }: AddReview): Promise<ReviewMessage> {
    const { actor, orderId, rating, comment, author } = request;
    if (!Number.isInteger(rating) || rating < 1 || rating > 5) throw badRequest('A rating is 1 to 5.', [{ path: 'rating', message: 'must be a whole number from 1 to 5' }]);
    const add = this.changes.run(async (tx, tell) => {
      // Locked: of two reviews of one order the second waits for the first.
      const order = await tx.load(DeliveredOrder, orderId);
      if (!order) throw unavailable('That this order was delivered is not known here yet; try again in a moment.');
      if (order.customerId !== actor.userId) throw notFound('order', orderId);
      if ((await tx.loadAll(Review, { orderId })).length > 0) throw alreadyReviewed();
      const { storeId, customerId, productIds } = order;
      const review = Object.assign(new Review(), { id: newId(), orderId, storeId, customerId, author: authorFrom(author), rating, comment: comment?.trim() || null });
      tx.insert(review);
      await count(tx, storeId, productIds, rating);
      tell(storeId);
      return review;
    });
    const review = await add.catch((error: unknown) => {
      throw (error as { code?: unknown }).code === TAKEN ? alreadyReviewed() : error;
    });
    return review.toMessage();
  }
}

/** Adds to what the store, and each product that is still on its menu, has been given so far. In the order of ids: two reviews cannot wait for one another. */
async function count(tx: Tx, storeId: string, productIds: readonly string[], rating: number): Promise<void> {
  await tx.query('update store set rating_sum = rating_sum + $2, rating_count = rating_count + 1 where id = $1', [storeId, rating]);
  await tx.query(
    `with those as materialized (select id from product where id = any($1::uuid[]) order by id for no key update)
     update product p set rating_sum = rating_sum + $2, rating_count = rating_count + 1 from those where p.id = those.id`,
    [productIds, rating],
  );
}

function alreadyReviewed() {
  return conflict('You have reviewed this order; that can be done once.', { state: 'REVIEWED' });
}
