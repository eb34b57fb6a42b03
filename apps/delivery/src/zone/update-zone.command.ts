import type { UpdateZoneRequest, Zone as ZoneMessage } from '@demae/contracts';
import { mustBeUnchanged, notFound } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { mustBeAdmin, Zone } from './zone.js';

/** Changes what is present. @throws Problem 400 for a polygon that is none, 403, 404, 412 when it has changed meanwhile, 422 for two currencies. */
export class UpdateZone extends Command<ZoneMessage> {
  constructor(readonly request: UpdateZoneRequest) {
    super();
  }
}

@CommandHandler(UpdateZone)
export class UpdateZoneHandler implements ICommandHandler<UpdateZone> {
  constructor(private readonly transactions: Transactions) {}

  async execute({ request }: UpdateZone): Promise<ZoneMessage> {
    mustBeAdmin(request.actor);
    const changed = await this.transactions.run(async (tx) => {
      const zone = await tx.load(Zone, request.id);
      if (!zone) throw notFound('zone', request.id);
      mustBeUnchanged(zone.version, request.expectedVersion);
      zone.change(request);
      return tx.save(zone);
    });
    return changed.toMessage();
  }
}
