import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Notification as NotificationView } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Transactions } from '@demae/saga';
import { Notification } from './notification.js';

/** The person has seen it; a second time changes nothing. */
export class MarkRead {
  constructor(
    readonly userId: string,
    readonly id: string,
  ) {}
}

@CommandHandler(MarkRead)
export class MarkReadHandler implements ICommandHandler<MarkRead, NotificationView> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 404, also for someone else's. */
  execute({ userId, id }: MarkRead): Promise<NotificationView> {
    return this.transactions.run(async (tx) => {
      const notification = await tx.load(Notification, id);
      if (notification?.userId !== userId) throw notFound('notification', id);
      notification.readAt ??= tx.now();
      tx.save(notification);
      return notification.toView();
    });
  }
}
