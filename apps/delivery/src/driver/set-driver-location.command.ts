import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Driver as DriverView, Point } from '@demae/contracts';
import { Transactions } from '@demae/saga';
import { ownDriver } from './own-driver.js';

/** Where the courier is now. */
export class SetDriverLocation {
  constructor(
    readonly userId: string,
    readonly location: Point,
    readonly heading: number | undefined,
  ) {}
}

@CommandHandler(SetDriverLocation)
export class SetDriverLocationHandler implements ICommandHandler<SetDriverLocation, DriverView> {
  constructor(private readonly transactions: Transactions) {}

  execute({ userId, location: { lat, lng }, heading }: SetDriverLocation): Promise<DriverView> {
    return this.transactions.run(async (tx) => {
      const driver = await ownDriver(tx, userId);
      tx.save(Object.assign(driver, { lat, lng, heading: heading ?? null, locatedAt: tx.now() }));
      return driver.toView();
    });
  }
}
