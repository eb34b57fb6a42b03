import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { ListDriversRequest, ListDriversResponse } from '@demae/contracts';
import { pageById } from '@demae/platform';
import { metresInSql } from '../delivery/distance.js';
import { Driver } from './driver.js';

/** Metres around `near` when no radius is given. */
const RADIUS = 5_000;

/** Couriers in the order of their ids; with `near` only those within the radius. */
export class ListDrivers {
  constructor(readonly request: ListDriversRequest) {}
}

@QueryHandler(ListDrivers)
export class ListDriversHandler implements IQueryHandler<ListDrivers, ListDriversResponse> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ request: { status, near, radius = RADIUS, page } }: ListDrivers): Promise<ListDriversResponse> {
    const { limit, after } = pageById(page);
    const query = this.dataSource.getRepository(Driver).createQueryBuilder('d');
    if (status) query.andWhere('d.status = :status', { status });
    if (near) query.andWhere(`${metresInSql('d', ':lat', ':lng')} <= :radius`, { ...near, radius });
    if (after) query.andWhere('d.id > :after', { after });
    const found = await query.orderBy('d.id').limit(limit + 1).getMany();
    const items = found.slice(0, limit);
    return { items: items.map((driver) => driver.toView()), nextCursor: found.length > limit ? items.at(-1)!.id : undefined };
  }
}
