import type { PhoneNumber as PhoneNumberMessage } from '@demae/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { asMessage, PhoneNumber } from './phone-number.js';

/** A user's phone numbers, oldest first. */
export class ListPhoneNumbers extends Query<PhoneNumberMessage[]> {
  constructor(readonly userId: string) {
    super();
  }
}

@QueryHandler(ListPhoneNumbers)
export class ListPhoneNumbersHandler implements IQueryHandler<ListPhoneNumbers> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ userId }: ListPhoneNumbers): Promise<PhoneNumberMessage[]> {
    const found = await this.dataSource.getRepository(PhoneNumber).find({ where: { userId }, order: { id: 'ASC' } });
    return found.map(asMessage);
  }
}
