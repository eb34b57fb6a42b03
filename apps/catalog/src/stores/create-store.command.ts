import type { CreateStoreRequest, Store as StoreMessage } from '@demae/contracts';
import { Clock, Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { asMessage, Store } from './store.js';

/** Opens a store for the actor. */
export class CreateStore extends Command<StoreMessage> {
  constructor(readonly request: CreateStoreRequest) {
    super();
  }
}

@CommandHandler(CreateStore)
export class CreateStoreHandler implements ICommandHandler<CreateStore> {
  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  async execute({ request }: CreateStore): Promise<StoreMessage> {
    const store = await this.transactions.run((tx) => Promise.resolve(tx.insert(Store.open(request.actor, request.store))));
    return asMessage(store, this.clock.now());
  }
}
