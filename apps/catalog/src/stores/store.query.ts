import type { Store as StoreMessage } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Clock } from '@demae/saga';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { asMessage, Store } from './store.js';

/** @throws Problem 404 */
export class GetStore extends Query<StoreMessage> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetStore)
export class GetStoreHandler implements IQueryHandler<GetStore> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ id }: GetStore): Promise<StoreMessage> {
    const store = await this.dataSource.getRepository(Store).findOneBy({ id });
    if (!store) throw notFound('store', id);
    return asMessage(store, this.clock.now());
  }
}
