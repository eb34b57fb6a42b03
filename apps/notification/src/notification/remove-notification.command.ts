import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { notFound } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Notification } from './notification.js';

export class RemoveNotification {
  constructor(
    readonly userId: string,
    readonly id: string,
  ) {}
}

@CommandHandler(RemoveNotification)
export class RemoveNotificationHandler implements ICommandHandler<RemoveNotification, Record<string, never>> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404, also for someone else's. */
  execute({ userId, id }: RemoveNotification): Promise<Record<string, never>> {
    return this.transactions.run(async (tx) => {
      const notification = await tx.load(Notification, id);
      if (notification?.userId !== userId) throw notFound('notification', id);
      tx.remove(notification);
      return {};
    });
  }
}
