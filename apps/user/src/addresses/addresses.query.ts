import type { SavedAddress as SavedAddressMessage } from '@demae/contracts';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { asMessage, SavedAddress } from './saved-address.js';

/** A user's addresses, oldest first. */
export class ListAddresses extends Query<SavedAddressMessage[]> {
  constructor(readonly userId: string) {
    super();
  }
}

@QueryHandler(ListAddresses)
export class ListAddressesHandler implements IQueryHandler<ListAddresses> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ userId }: ListAddresses): Promise<SavedAddressMessage[]> {
    const found = await this.dataSource.getRepository(SavedAddress).find({ where: { userId }, order: { createdAt: 'ASC', id: 'ASC' } });
    return found.map(asMessage);
  }
}
