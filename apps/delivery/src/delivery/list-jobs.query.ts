import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import type { ListJobsResponse } from '@demae/contracts';
import { Delivery } from './delivery.js';

const MOST = 100;

/** What was offered or given to a courier, latest first, the last hundred. Cancelled ones are no jobs any more. */
export class ListJobs {
  constructor(readonly driverId: string) {}
}

@QueryHandler(ListJobs)
export class ListJobsHandler implements IQueryHandler<ListJobs, ListJobsResponse> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ driverId }: ListJobs): Promise<ListJobsResponse> {
    const found = await this.dataSource.getRepository(Delivery).find({
      where: { driverId, status: In(['OFFERED', 'ASSIGNED', 'PICKED_UP', 'DELIVERED', 'FAILED']) },
      order: { id: 'DESC' },
      take: MOST,
    });
    return { items: found.map((delivery) => delivery.toView()) };
  }
}
