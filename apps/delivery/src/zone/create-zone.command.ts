import type { CreateZoneRequest, Zone as ZoneMessage } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { mustBeAdmin, Zone } from './zone.js';

/** @throws Problem 400 for a polygon that is none, 403, 422 for two currencies. */
export class CreateZone extends Command<ZoneMessage> {
  constructor(readonly request: CreateZoneRequest) {
    super();
  }
}

@CommandHandler(CreateZone)
export class CreateZoneHandler implements ICommandHandler<CreateZone> {
  constructor(private readonly transactions: Transactions) {}

  async execute({ request: { actor, zone } }: CreateZone): Promise<ZoneMessage> {
    mustBeAdmin(actor);
    const made = await this.transactions.run((tx) => Promise.resolve(tx.insert(Zone.of(zone))));
    return made.toMessage();
  }
}
