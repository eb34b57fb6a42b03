import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Totals } from '@demae/contracts';

/** What was captured and refunded so far, per currency, as the payments have it. */
export class GetTotals {}

@QueryHandler(GetTotals)
export class GetTotalsHandler implements IQueryHandler<GetTotals, Totals> {
  constructor(private readonly dataSource: DataSource) {}

  async execute(): Promise<Totals> {
    const rows = await this.dataSource.query<{ currency: string; captured: string; refunded: string }[]>(
      'select currency, sum(captured) captured, sum(refunded) refunded from payment group by currency order by currency',
    );
    return {
      captured: rows.map(({ currency, captured }) => ({ amount: Number(captured), currency })),
      refunded: rows.map(({ currency, refunded }) => ({ amount: Number(refunded), currency })),
    };
  }
}
