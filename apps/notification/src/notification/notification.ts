import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Notification as NotificationView } from '@demae/contracts';
import { newId } from '@demae/saga';
import type { Kind, Text } from './templates.js';

/** Something that one person was told, as they find it in the app. */
@Entity({ name: 'notification' })
export class Notification {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'user_id' })
  userId!: string;

  /** The event that it tells of. */
  @Column('text')
  kind!: Kind;

  @Column('text')
  title!: string;

  @Column('text')
  body!: string;

  @Column('uuid', { name: 'order_id', nullable: true })
  orderId!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  at!: Date;

  @Column('timestamptz', { name: 'read_at', nullable: true })
  readAt!: Date | null;

  static of(userId: string, kind: Kind, { title, body }: Text, orderId: string | null): Notification {
    return Object.assign(new Notification(), { id: newId(), userId, kind, title, body, orderId, readAt: null });
  }

  toView(): NotificationView {
    const { id, kind, title, body, orderId, at, readAt } = this;
    return { id, kind, title, body, orderId: orderId ?? undefined, at, readAt: readAt ?? undefined };
  }
}
