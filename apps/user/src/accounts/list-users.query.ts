import type { ListUsersRequest, ListUsersResponse } from '@demae/contracts';
import { pageById } from '@demae/platform';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Account, asUser } from './account.js';

/** Everybody with an account, latest first; the cursor is the last one's id. @throws Problem 400 for a wrong cursor. */
export class ListUsers extends Query<ListUsersResponse> {
  constructor(readonly request: ListUsersRequest) {
    super();
  }
}

@QueryHandler(ListUsers)
export class ListUsersHandler implements IQueryHandler<ListUsers> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ request: { page, text, role, suspended } }: ListUsers): Promise<ListUsersResponse> {
    const { limit, after } = pageById(page);
    const query = this.dataSource.getRepository(Account).createQueryBuilder('u').orderBy('u.id', 'DESC').limit(limit + 1);
    if (text) query.andWhere('(u.name ilike :part or u.email ilike :part)', { part: `%${text.replace(/[\\%_]/g, '\\$&')}%` });
    if (role) query.andWhere('u.roles @> :role::jsonb', { role: JSON.stringify([role]) });
    if (suspended !== undefined) query.andWhere(`u.suspendedAt is ${suspended ? 'not ' : ''}null`);
    if (after) query.andWhere('u.id < :after', { after });
    const found = await query.getMany();
    const items = found.slice(0, limit);
    return { items: items.map(asUser), nextCursor: found.length > limit ? items.at(-1)!.id : undefined };
  }
}
