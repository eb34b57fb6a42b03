import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { CountOpenOrdersResponse } from '@demae/contracts';
import { ENDS } from './order-life.js';

/** How many orders on their way somebody has to do with, as the customer and as the store. */
export class CountOpenOrders {
  constructor(readonly userId: string) {}
}

@QueryHandler(CountOpenOrders)
export class CountOpenOrdersHandler implements IQueryHandler<CountOpenOrders, CountOpenOrdersResponse> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ userId }: CountOpenOrders): Promise<CountOpenOrdersResponse> {
    const [counted] = await this.dataSource.query<[CountOpenOrdersResponse]>(
      `select (select count(*) from customer_order where customer_id = $1 and status <> all($2))::int placed,
        (select count(*) from customer_order where owner_id = $1 and status <> all($2))::int "toServe"`,
      [userId, ENDS],
    );
    return counted;
  }
}
