import { DeliveryStatus, DriverStatus, type Delivery, type Driver, type Point as PointMessage } from '@demae/contracts';
import { Instant, ListOf, Nested, OneOf, Real, Text, Uuid } from '../http/fields.js';
import { pageOf } from '../http/page.js';
import { Address, Point } from '../http/values.js';
import { arrival } from './eta.js';

const STATUSES = Object.values(DeliveryStatus).filter((status) => status !== DeliveryStatus.UNSPECIFIED);

export class PositionView extends Point {
  @Instant({ optional: true })
  at?: string;
}

export class CourierView {
  @Uuid()
  id!: string;

  @Text({ max: 100, example: 'Ken' })
  name!: string;

  @Nested(() => PositionView, { optional: true })
  position?: PositionView;
}

export class DeliveryView {
  @Uuid()
  id!: string;

  @Uuid()
  orderId!: string;

  @OneOf(STATUSES)
  status!: string;

  @Nested(() => CourierView, { optional: true })
  courier?: CourierView;

  @Instant({ optional: true, what: 'roughly when it will be there' })
  eta?: string;

  @Nested(() => Address)
  pickUp!: Address;

  @Nested(() => Address)
  dropOff!: Address;
}

export class JobView {
  @Uuid()
  id!: string;

  @Uuid()
  orderId!: string;

  @OneOf(['OFFERED', 'ASSIGNED', 'PICKED_UP', 'DELIVERED', 'FAILED'])
  status!: string;

  @Instant({ optional: true })
  offerExpiresAt?: string;

  @Nested(() => Address)
  pickUp!: Address;

  @Nested(() => Address)
  dropOff!: Address;
}

export class JobList {
  @ListOf(() => JobView, { max: 1000 })
  items!: JobView[];
}

export class DriverView {
  @Uuid()
  id!: string;

  @Text({ max: 100, example: 'Ken' })
  name!: string;

  @OneOf(['OFFLINE', 'ONLINE', 'BUSY'])
  status!: string;

  @Nested(() => PositionView, { optional: true })
  location?: PositionView;
}

export class DriverPage extends pageOf(() => DriverView) {}

export class DriverStatusBody {
  @OneOf(['online', 'offline'])
  status!: string;
}

export class LocationBody extends Point {
  @Real({ min: 0, max: 360, optional: true, what: 'degrees clockwise from north' })
  heading?: number;
}

export class FailBody {
  @Text({ min: 1, max: 500, example: 'nobody opens' })
  reason!: string;
}

export function driver({ id, name, status, location, locatedAt }: Driver): DriverView {
  return { id, name, status, location: position(location, locatedAt) };
}

export function job({ id, orderId, status, offerExpiresAt, pickUp, dropOff }: Delivery): JobView {
  return { id, orderId, status, offerExpiresAt: status === DeliveryStatus.OFFERED ? offerExpiresAt?.toISOString() : undefined, pickUp, dropOff };
}

/** What the customer sees: who comes only once somebody has agreed to. */
export function delivery(found: Delivery, now: Date): DeliveryView {
  const { id, orderId, status, pickUp, dropOff } = found;
  const comes = found.driver && hasCourier(status) ? found.driver : undefined;
  return {
    id,
    orderId,
    status,
    courier: comes && { id: comes.id, name: comes.name, position: position(comes.location, comes.locatedAt) },
    eta: comes && arrival(status, comes.location, pickUp, dropOff, now)?.toISOString(),
    pickUp,
    dropOff,
  };
}

function hasCourier(status: DeliveryStatus): boolean {
  return status === DeliveryStatus.ASSIGNED || status === DeliveryStatus.PICKED_UP || status === DeliveryStatus.DELIVERED;
}

function position(at: PointMessage | undefined, time: Date | undefined): PositionView | undefined {
  return at && { lat: at.lat, lng: at.lng, at: time?.toISOString() };
}

export const DRIVER_STATUSES = Object.values(DriverStatus).filter((status) => status !== DriverStatus.UNSPECIFIED);
