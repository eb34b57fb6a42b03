import type { Movement, StockLevel } from '@demae/contracts';
import { Flag, Instant, OneOf, Text, Uuid, Whole } from '../http/fields.js';
import { PageQuery, pageOf } from '../http/page.js';

/** Far more than any shelf holds; sums of many stay exact. */
export const MOST_STOCK = 1_000_000_000;

export class StockBody {
  @Whole({ min: 0, max: MOST_STOCK, example: 40 })
  onHand!: number;

  @Whole({ min: 0, max: MOST_STOCK, optional: true, example: 5, what: 'with so many or fewer available it has run low; 5 when never said' })
  lowAt?: number;
}

export class AdjustmentBody {
  @Whole({ min: -MOST_STOCK, max: MOST_STOCK, example: -2 })
  delta!: number;

  @Text({ min: 1, max: 200, example: 'broken' })
  reason!: string;
}

export class StockView {
  @Text({ max: 64, example: 'CUP' })
  sku!: string;

  @Whole({ min: 0, max: MOST_STOCK, what: 'available + reserved', example: 40 })
  onHand!: number;

  @Whole({ min: 0, max: MOST_STOCK, example: 38 })
  available!: number;

  @Whole({ min: 0, max: MOST_STOCK, example: 2 })
  reserved!: number;

  @Whole({ min: 0, max: MOST_STOCK, what: 'with so many or fewer available it has run low', example: 5 })
  lowAt!: number;

  @Whole({ min: 0, max: 2 ** 31 })
  version!: number;
}

export class StockPage extends pageOf(() => StockView) {}

export class StockQuery extends PageQuery {
  @Flag({ optional: true, inQuery: true, what: 'only what has run low' })
  low?: boolean;
}

export class MovementView {
  @Uuid()
  id!: string;

  @OneOf(['RECEIVED', 'RESERVED', 'RELEASED', 'SOLD', 'RETURNED', 'ADJUSTED'])
  kind!: string;

  @Whole({ min: -MOST_STOCK, max: MOST_STOCK, example: 2 })
  quantity!: number;

  @Uuid({ optional: true })
  orderId?: string;

  @Instant()
  at!: string;

  @Text({ max: 100, what: 'who did it' })
  by!: string;

  @Text({ max: 200, optional: true, example: 'broken', what: 'why, when somebody said' })
  reason?: string;
}

export class MovementPage extends pageOf(() => MovementView) {}

export function stock({ sku, onHand, available, reserved, lowAt, version }: StockLevel): StockView {
  return { sku, onHand, available, reserved, lowAt, version };
}

export function movement({ at, ...fields }: Movement): MovementView {
  return { ...fields, at: at.toISOString() };
}
