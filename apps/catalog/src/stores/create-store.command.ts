import type { CreateStoreRequest, Store as StoreMessage } from '@demae/contracts';
import { Clock, Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { learn } from '../search/similar-words.js';
import { asMessage, Store } from './store.js';

/** Opens a store for the actor. @throws Problem 400 for opening hours that cannot be. */
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
    const store = await this.transactions.run(async (tx) => {
      const opened = Store.open(request.actor, request.store);
      const spelled = opened.index();
      tx.insert(opened);
      await learn(tx, spelled);
      return opened;
    });
    return asMessage(store, this.clock.now());
  }
}
