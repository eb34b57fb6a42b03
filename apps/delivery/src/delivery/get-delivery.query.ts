import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Delivery as DeliveryView, Driver as DriverView } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Driver } from '../driver/driver.js';
import { Delivery } from './delivery.js';

/** An order's delivery with its courier, whose place is told while they are on the way. */
export class GetDelivery {
  constructor(readonly orderId: string) {}
}

@QueryHandler(GetDelivery)
export class GetDeliveryHandler implements IQueryHandler<GetDelivery, DeliveryView> {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws Problem 404 when the order is not delivered, or no courier was looked for yet. */
  async execute({ orderId }: GetDelivery): Promise<DeliveryView> {
    const delivery = await this.dataSource.getRepository(Delivery).findOneBy({ orderId });
    if (!delivery?.searchingSince) throw notFound('delivery of order', orderId);
    return delivery.toView(await this.courierOf(delivery));
  }

  private async courierOf({ driverId, status }: Delivery): Promise<DriverView | undefined> {
    const isOnTheWay = status === 'ASSIGNED' || status === 'PICKED_UP';
    if (driverId === null || (!isOnTheWay && status !== 'DELIVERED')) return undefined;
    const driver = await this.dataSource.getRepository(Driver).findOneBy({ id: driverId });
    const view = driver?.toView();
    return view && (isOnTheWay ? view : { ...view, location: undefined, locatedAt: undefined });
  }
}
