import type { Address, GetCustomersRequest_Wanted, GetCustomersResponse_Customer, User } from '@demae/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';

/** Who orders, and where to, for many orders at once: one answer for each wanted, in the same order. */
export class GetCustomers extends Query<GetCustomersResponse_Customer[]> {
  constructor(readonly wanted: readonly GetCustomersRequest_Wanted[]) {
    super();
  }
}

interface Row extends Omit<User, 'id' | 'createdAt'> {
  id: string | null;
  created_at: Date;
  place: Address | null;
}

@QueryHandler(GetCustomers)
export class GetCustomersHandler implements IQueryHandler<GetCustomers> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ wanted }: GetCustomers): Promise<GetCustomersResponse_Customer[]> {
    if (wanted.length === 0) return [];
    const rows = await this.dataSource.query<Row[]>(
      `select u.id, u.email, u.name, u.roles, u.locale, u.email_verified as "emailVerified", u.suspended_at is not null as suspended, u.created_at, a.place
       from unnest($1::uuid[], $2::uuid[]) with ordinality w(user_id, address_id, n)
         left join account u on u.id = w.user_id
         left join saved_address a on a.id = w.address_id and a.user_id = w.user_id
       order by w.n`,
      [wanted.map(({ userId }) => userId), wanted.map(({ addressId }) => addressId ?? null)],
    );
    return rows.map(({ id, created_at: createdAt, place, ...user }) => ({
      user: id === null ? undefined : { ...user, id, createdAt },
      address: place ?? undefined,
    }));
  }
}
