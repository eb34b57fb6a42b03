import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DeliveryServiceService } from '@demae/contracts';
import { CreateIdempotencyKeys1700000000000, defineService, IdempotencyModule } from '@demae/platform';
import { DeliveryGrpc } from './delivery.grpc.js';
import { AcceptDeliveryHandler } from './delivery/accept-delivery.command.js';
import { BookDelivery } from './delivery/book-delivery.step.js';
import { CompleteDeliveryHandler } from './delivery/complete-delivery.command.js';
import { DeclineDeliveryHandler } from './delivery/decline-delivery.command.js';
import { Delivery } from './delivery/delivery.js';
import { deliveryRecoveries } from './delivery/recover-deliveries.js';
import { DispatchCourier } from './delivery/dispatch-courier.step.js';
import { FailDeliveryHandler } from './delivery/fail-delivery.command.js';
import { GetDeliveryHandler } from './delivery/get-delivery.query.js';
import { ListJobsHandler } from './delivery/list-jobs.query.js';
import { NoteReady } from './delivery/note-ready.listener.js';
import { PassedOffer } from './delivery/passed-offer.js';
import { PickUpDeliveryHandler } from './delivery/pick-up-delivery.command.js';
import { Driver } from './driver/driver.js';
import { ForgetDriver } from './driver/forget-driver.listener.js';
import { ListDriversHandler } from './driver/list-drivers.query.js';
import { SetDriverLocationHandler } from './driver/set-driver-location.command.js';
import { SetDriverStatusHandler } from './driver/set-driver-status.command.js';
import { CreateDelivery1700000000001 } from './migrations/1700000000001-create-delivery.js';
import { CreateZone1700000000002 } from './migrations/1700000000002-create-zone.js';
import { TraceDelivery1700000000003 } from './migrations/1700000000003-trace-delivery.js';
import { CreateZoneHandler } from './zone/create-zone.command.js';
import { GetZoneHandler } from './zone/get-zone.query.js';
import { ListZonesAtHandler } from './zone/list-zones-at.query.js';
import { ListZonesHandler } from './zone/list-zones.query.js';
import { RemoveZoneHandler } from './zone/remove-zone.command.js';
import { UpdateZoneHandler } from './zone/update-zone.command.js';
import { Zone } from './zone/zone.js';

@Module({
  imports: [CqrsModule, IdempotencyModule],
  controllers: [DeliveryGrpc],
  providers: [
    BookDelivery,
    DispatchCourier,
    NoteReady,
    ForgetDriver,
    SetDriverStatusHandler,
    SetDriverLocationHandler,
    AcceptDeliveryHandler,
    DeclineDeliveryHandler,
    PickUpDeliveryHandler,
    CompleteDeliveryHandler,
    FailDeliveryHandler,
    GetDeliveryHandler,
    ListJobsHandler,
    ListDriversHandler,
    CreateZoneHandler,
    UpdateZoneHandler,
    RemoveZoneHandler,
    GetZoneHandler,
    ListZonesHandler,
    ListZonesAtHandler,
  ],
})
export class DeliveryModule {}

export const delivery = defineService({
  name: 'delivery',
  module: DeliveryModule,
  entities: [Delivery, Driver, PassedOffer, Zone],
  migrations: [CreateIdempotencyKeys1700000000000, CreateDelivery1700000000001, CreateZone1700000000002, TraceDelivery1700000000003],
  grpc: [DeliveryServiceService],
  recoveries: deliveryRecoveries,
  settings: {
    MAX_DELIVERY_KM: { kind: 'whole', default: 30, least: 1, what: 'how far from the store to deliver at most, kilometres as the crow flies' },
  },
});
