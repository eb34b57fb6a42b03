import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { ListNotificationsResponse, PageRequest } from '@demae/contracts';
import { pageById } from '@demae/platform';
import { Notification } from './notification.js';

/** What a person was told, latest first. */
export class ListNotifications {
  constructor(
    readonly userId: string,
    readonly page: PageRequest | undefined,
  ) {}
}

@QueryHandler(ListNotifications)
export class ListNotificationsHandler implements IQueryHandler<ListNotifications, ListNotificationsResponse> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ userId, page }: ListNotifications): Promise<ListNotificationsResponse> {
    const { limit, after } = pageById(page);
    const query = this.dataSource.getRepository(Notification).createQueryBuilder('n').where('n.userId = :userId', { userId });
    if (after) query.andWhere('n.id < :after', { after });
    const found = await query.orderBy('n.id', 'DESC').limit(limit + 1).getMany();
    const items = found.slice(0, limit);
    return { items: items.map((notification) => notification.toView()), nextCursor: found.length > limit ? items.at(-1)!.id : undefined };
  }
}
