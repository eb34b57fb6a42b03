import type { ListZonesResponse, PageRequest } from '@demae/contracts';
import { pageById } from '@demae/platform';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Zone } from './zone.js';

/** The oldest first. @throws Problem 400 for a wrong cursor. */
export class ListZones extends Query<ListZonesResponse> {
  constructor(readonly page: PageRequest | undefined) {
    super();
  }
}

@QueryHandler(ListZones)
export class ListZonesHandler implements IQueryHandler<ListZones> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ page }: ListZones): Promise<ListZonesResponse> {
    const { limit, after } = pageById(page);
    const query = this.dataSource.getRepository(Zone).createQueryBuilder('z').orderBy('z.id').limit(limit + 1);
    if (after) query.where('z.id > :after', { after });
    const found = await query.getMany();
    const items = found.slice(0, limit);
    return { items: items.map((zone) => zone.toMessage()), nextCursor: found.length > limit ? items.at(-1)!.id : undefined };
  }
}
