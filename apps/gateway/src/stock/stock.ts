import type { Movement, StockLevel } from '@demae/contracts';
import { Instant, OneOf, Text, Uuid, Whole } from '../http/fields.js';
import { pageOf } from '../http/page.js';

/** Far more than any shelf holds; sums of many stay exact. */
const MOST = 1_000_000_000;

export class StockBody {
  @Whole({ min: 0, max: MOST, example: 40 })
  onHand!: number;
}

export class AdjustmentBody {
  @Whole({ min: -MOST, max: MOST, example: -2 })
  delta!: number;

  @Text({ min: 1, max: 200, example: 'broken' })
  reason!: string;
}

export class StockView {
  @Text({ max: 64, example: 'CUP' })
  sku!: string;

  @Whole({ min: 0, max: MOST, what: 'available + reserved', example: 40 })
  onHand!: number;

  @Whole({ min: 0, max: MOST, example: 38 })
  available!: number;

  @Whole({ min: 0, max: MOST, example: 2 })
  reserved!: number;

  @Whole({ min: 0, max: 2 ** 31 })
  version!: number;
}

export class MovementView {
  @Uuid()
  id!: string;

  @OneOf(['RECEIVED', 'RESERVED', 'RELEASED', 'SOLD', 'ADJUSTED'])
  kind!: string;

  @Whole({ min: -MOST, max: MOST, example: 2 })
  quantity!: number;

  @Uuid({ optional: true })
  orderId?: string;

  @Instant()
  at!: string;

  @Text({ max: 100, what: 'who did it' })
  by!: string;
}

export class MovementPage extends pageOf(() => MovementView) {}

export function stock({ sku, onHand, available, reserved, version }: StockLevel): StockView {
  return { sku, onHand, available, reserved, version };
}

export function movement({ at, ...fields }: Movement): MovementView {
  return { ...fields, at: at.toISOString() };
}
