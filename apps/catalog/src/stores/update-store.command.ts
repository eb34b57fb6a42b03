import type { Store as StoreMessage, UpdateStoreRequest } from '@demae/contracts';
import { mustBeUnchanged } from '@demae/platform';
import { Clock } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { learn } from '../search/vocabulary.js';
import { Changes } from '../shown/changes.js';
import { asMessage, mustOwn, Store } from './store.js';

/** Changes what is present. @throws Problem 400 for opening hours that cannot be; 404, also for somebody else's; 412 when it has changed meanwhile. */
export class UpdateStore extends Command<StoreMessage> {
  constructor(readonly request: UpdateStoreRequest) {
    super();
  }
}

@CommandHandler(UpdateStore)
export class UpdateStoreHandler implements ICommandHandler<UpdateStore> {
  constructor(
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  async execute({ request }: UpdateStore): Promise<StoreMessage> {
    const store = await this.changes.run(async (tx, tell) => {
      const found = await tx.load(Store, request.id);
      mustOwn(request.actor, found, request.id);
      mustBeUnchanged(found.version, request.expectedVersion);
      found.change(request);
      const vocabulary = found.index();
      tx.save(found);
      await learn(tx, vocabulary);
      tell(found.id);
      return found;
    });
    return asMessage(store, this.clock.now());
  }
}
