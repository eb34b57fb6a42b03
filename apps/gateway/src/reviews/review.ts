import type { Review } from '@demae/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Instant, Text, Uuid, Whole } from '../http/fields.js';
import { pageOf } from '../http/page.js';

export class ReviewBody {
  @Whole({ min: 1, max: 5, example: 5 })
  rating!: number;

  @Text({ max: 2000, optional: true, example: 'Still hot.' })
  comment?: string;
}

export class ReviewView {
  @Uuid()
  id!: string;

  @Uuid()
  storeId!: string;

  @Whole({ min: 1, max: 5, example: 5 })
  rating!: number;

  @Text({ max: 2000, optional: true })
  comment?: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'first name or initial; null once the account is erased', example: 'Hanako' })
  author!: string | null;

  @Instant()
  createdAt!: string;
}

export class ReviewPage extends pageOf(() => ReviewView) {}

export function review({ id, storeId, rating, comment, author, createdAt }: Review): ReviewView {
  return { id, storeId, rating, ...(comment === undefined ? {} : { comment }), author: author ?? null, createdAt: createdAt.toISOString() };
}
