import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Driver as DriverView } from '@demae/contracts';
import { badRequest, conflict } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { DispatchCourier } from '../delivery/dispatch-courier.step.js';
import { ownDriver } from './own-driver.js';

/** The courier begins or ends their shift. */
export class SetDriverStatus {
  constructor(
    readonly userId: string,
    readonly name: string,
    /** online or offline */
    readonly status: string,
  ) {}
}

@CommandHandler(SetDriverStatus)
export class SetDriverStatusHandler implements ICommandHandler<SetDriverStatus, DriverView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 409 when going offline with an offer or a job. */
  execute({ userId, name, status }: SetDriverStatus): Promise<DriverView> {
    if (status !== 'online' && status !== 'offline') throw badRequest('status is online or offline.', [{ path: 'status', message: 'is online or offline' }]);
    return this.transactions.run(async (tx) => {
      const driver = await ownDriver(tx, userId);
      if (name) driver.name = name;
      if (status === 'offline') {
        if (driver.status === 'BUSY') {
          throw conflict('You have an offer or a job; decline it, or bring it to its end, then go offline.', { state: 'BUSY', deliveryId: driver.deliveryId });
        }
        driver.status = 'OFFLINE';
      } else if (driver.status === 'OFFLINE') {
        driver.status = 'ONLINE';
        DispatchCourier.somebodyIsFree(tx);
      }
      tx.save(driver);
      return driver.toView();
    });
  }
}
