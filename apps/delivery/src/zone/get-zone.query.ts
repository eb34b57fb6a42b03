import type { Zone as ZoneMessage } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Zone } from './zone.js';

/** @throws Problem 404 */
export class GetZone extends Query<ZoneMessage> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetZone)
export class GetZoneHandler implements IQueryHandler<GetZone> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ id }: GetZone): Promise<ZoneMessage> {
    const zone = await this.dataSource.getRepository(Zone).findOneBy({ id });
    if (!zone) throw notFound('zone', id);
    return zone.toMessage();
  }
}
