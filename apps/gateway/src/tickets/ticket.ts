import { TicketStatus, type Ticket } from '@demae/contracts';
import { Instant, ListOf, OneOf, Text, Texts, Uuid, Whole } from '../http/fields.js';
import { pageOf, PageQuery } from '../http/page.js';

const STATUSES = Object.values(TicketStatus).filter((status) => status !== TicketStatus.UNSPECIFIED);

export class TicketLine {
  @Text({ max: 64, example: 'RAMEN-L' })
  sku!: string;

  @Text({ max: 200, example: 'Ramen (Large)' })
  name!: string;

  @Whole({ min: 1, max: 999, example: 2 })
  quantity!: number;

  @Texts({ example: ['Egg'] })
  choices!: string[];
}

export class TicketView {
  @Uuid()
  id!: string;

  @Uuid()
  orderId!: string;

  @Text({ max: 20, example: 'K7Q-42' })
  number!: string;

  @Uuid()
  storeId!: string;

  @OneOf(STATUSES)
  status!: string;

  @ListOf(() => TicketLine, { max: 100 })
  lines!: TicketLine[];

  @OneOf(['delivery', 'pickup', 'shipping'])
  fulfillmentType!: string;

  @Text({ max: 500, optional: true })
  note?: string;

  @Instant({ what: 'unanswered, the order is cancelled then' })
  acceptBy!: string;

  @Instant({ optional: true })
  dueAt?: string;

  @Instant()
  createdAt!: string;
}

export class TicketPage extends pageOf(() => TicketView) {}

export class TicketQuery extends PageQuery {
  @OneOf(STATUSES, { optional: true })
  status?: TicketStatus;
}

export class AcceptBody {
  @Whole({ min: 1, max: 1440, optional: true, what: "minutes; the store's own when absent", example: 20 })
  prepMinutes?: number;
}

export class RejectBody {
  @Text({ min: 1, max: 500, example: 'out of noodles' })
  reason!: string;
}

export function ticket({ acceptBy, dueAt, createdAt, ...fields }: Ticket): TicketView {
  return { ...fields, acceptBy: acceptBy.toISOString(), dueAt: dueAt?.toISOString(), createdAt: createdAt.toISOString() };
}
