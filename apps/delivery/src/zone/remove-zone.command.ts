import type { RemoveZoneRequest } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { mustBeAdmin, Zone } from './zone.js';

/** @throws Problem 403, 404 */
export class RemoveZone extends Command<void> {
  constructor(readonly request: RemoveZoneRequest) {
    super();
  }
}

@CommandHandler(RemoveZone)
export class RemoveZoneHandler implements ICommandHandler<RemoveZone> {
  constructor(private readonly transactions: Transactions) {}

  execute({ request: { actor, id } }: RemoveZone): Promise<void> {
    mustBeAdmin(actor);
    return this.transactions.run(async (tx) => {
      const zone = await tx.load(Zone, id);
      if (!zone) throw notFound('zone', id);
      tx.remove(zone);
    });
  }
}
