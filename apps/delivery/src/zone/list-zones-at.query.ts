import type { ListZonesAtResponse, Point } from '@demae/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Zone } from './zone.js';

/** The zones that cover a point, edges included, the oldest first. */
export class ListZonesAt extends Query<ListZonesAtResponse> {
  constructor(readonly point: Point) {
    super();
  }
}

@QueryHandler(ListZonesAt)
export class ListZonesAtHandler implements IQueryHandler<ListZonesAt> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ point: { lng, lat } }: ListZonesAt): Promise<ListZonesAtResponse> {
    const query = this.dataSource.getRepository(Zone).createQueryBuilder('z').orderBy('z.id');
    const found = await query.where('z.id in (select id from zones_at(:lng::float8, :lat::float8) as id)', { lng, lat }).getMany();
    return { items: found.map((zone) => zone.toMessage()) };
  }
}
