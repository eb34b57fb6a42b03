import type { Replay } from '@demae/contracts';
import { Instant, OneOf, Text, Whole } from '../http/fields.js';

export class ReplayView {
  @Text({ max: 50, example: 'catalog' })
  service!: string;

  @Text({ max: 100, example: 'StockDisplay' })
  projection!: string;

  @OneOf(['reading', 'swapping', 'done', 'failed'], { what: 'reading beside the live one; swapping: the live one waits for the last events' })
  phase!: string;

  @Whole({ min: 0, max: 2 ** 48, what: 'events read so far' })
  read!: number;

  @Whole({ min: 0, max: 2 ** 48, optional: true, what: 'events still to be read; absent while that is not known' })
  behind?: number;

  @Instant()
  startedAt!: string;

  @Instant({ optional: true })
  endedAt?: string;

  @Text({ max: 100, what: 'the user who asked' })
  by!: string;

  @Text({ max: 10_000, optional: true, what: 'why the live one was left as it was' })
  error?: string;
}

export function replay(service: string, { startedAt, endedAt, ...state }: Replay): ReplayView {
  return { service, ...state, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() };
}
