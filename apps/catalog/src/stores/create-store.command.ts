import type { CreateStoreRequest, Store as StoreMessage } from '@demae/contracts';
import { Clock } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { learn } from '../search/vocabulary.js';
import { Changes } from '../shown/changes.js';
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
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  async execute({ request }: CreateStore): Promise<StoreMessage> {
    const store = await this.changes.run(async (tx, tell) => {
      const opened = Store.open(request.actor, request.store);
      const vocabulary = opened.index();
      tx.insert(opened);
      await learn(tx, vocabulary);
      tell(opened.id);
      return opened;
    });
    return asMessage(store, this.clock.now());
  }
}
