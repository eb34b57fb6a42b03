import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import type {
  CreateZoneRequest,
  Delivery,
  DeliveryActionRequest,
  Driver,
  GetDeliveryRequest,
  GetZoneRequest,
  ListDriversRequest,
  ListDriversResponse,
  ListJobsRequest,
  ListJobsResponse,
  ListZonesAtRequest,
  ListZonesAtResponse,
  ListZonesRequest,
  ListZonesResponse,
  RemoveZoneRequest,
  RemoveZoneResponse,
  SetDriverLocationRequest,
  SetDriverStatusRequest,
  UpdateZoneRequest,
  Zone,
} from '@demae/contracts';
import { keyOf } from '@demae/platform';
import { AcceptDelivery } from './delivery/accept-delivery.command.js';
import { CompleteDelivery } from './delivery/complete-delivery.command.js';
import { DeclineDelivery } from './delivery/decline-delivery.command.js';
import { FailDelivery } from './delivery/fail-delivery.command.js';
import { GetDelivery } from './delivery/get-delivery.query.js';
import { ListJobs } from './delivery/list-jobs.query.js';
import { PickUpDelivery } from './delivery/pick-up-delivery.command.js';
import { ListDrivers } from './driver/list-drivers.query.js';
import { SetDriverLocation } from './driver/set-driver-location.command.js';
import { SetDriverStatus } from './driver/set-driver-status.command.js';
import { CreateZone } from './zone/create-zone.command.js';
import { GetZone } from './zone/get-zone.query.js';
import { ListZonesAt } from './zone/list-zones-at.query.js';
import { ListZones } from './zone/list-zones.query.js';
import { RemoveZone } from './zone/remove-zone.command.js';
import { UpdateZone } from './zone/update-zone.command.js';

@Controller()
export class DeliveryGrpc {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @GrpcMethod('DeliveryService', 'setDriverStatus')
  setDriverStatus({ actor, name, status }: SetDriverStatusRequest): Promise<Driver> {
    return this.commands.execute(new SetDriverStatus(actor.userId, name, status));
  }

  @GrpcMethod('DeliveryService', 'setDriverLocation')
  setDriverLocation({ actor, location, heading }: SetDriverLocationRequest): Promise<Driver> {
    return this.commands.execute(new SetDriverLocation(actor.userId, location, heading));
  }

  @GrpcMethod('DeliveryService', 'listDrivers')
  listDrivers(request: ListDriversRequest): Promise<ListDriversResponse> {
    return this.queries.execute(new ListDrivers(request));
  }

  @GrpcMethod('DeliveryService', 'listJobs')
  listJobs({ actor }: ListJobsRequest): Promise<ListJobsResponse> {
    return this.queries.execute(new ListJobs(actor.userId));
  }

  @GrpcMethod('DeliveryService', 'acceptDelivery')
  acceptDelivery(request: DeliveryActionRequest): Promise<Delivery> {
    const { actor, id } = request;
    return this.commands.execute(new AcceptDelivery(actor, id, keyOf(request)));
  }

  @GrpcMethod('DeliveryService', 'declineDelivery')
  declineDelivery(request: DeliveryActionRequest): Promise<Delivery> {
    const { actor, id } = request;
    return this.commands.execute(new DeclineDelivery(actor, id, keyOf(request)));
  }

  @GrpcMethod('DeliveryService', 'pickUpDelivery')
  pickUpDelivery(request: DeliveryActionRequest): Promise<Delivery> {
    const { actor, id } = request;
    return this.commands.execute(new PickUpDelivery(actor, id, keyOf(request)));
  }

  @GrpcMethod('DeliveryService', 'completeDelivery')
  completeDelivery(request: DeliveryActionRequest): Promise<Delivery> {
    const { actor, id } = request;
    return this.commands.execute(new CompleteDelivery(actor, id, keyOf(request)));
  }

  @GrpcMethod('DeliveryService', 'failDelivery')
  failDelivery(request: DeliveryActionRequest): Promise<Delivery> {
    const { actor, id, reason } = request;
    return this.commands.execute(new FailDelivery(actor, id, reason || 'the courier could not bring it', keyOf(request)));
  }

  @GrpcMethod('DeliveryService', 'getDelivery')
  getDelivery({ orderId }: GetDeliveryRequest): Promise<Delivery> {
    return this.queries.execute(new GetDelivery(orderId));
  }

  @GrpcMethod('DeliveryService', 'createZone')
  createZone(request: CreateZoneRequest): Promise<Zone> {
    return this.commands.execute(new CreateZone(request));
  }

  @GrpcMethod('DeliveryService', 'updateZone')
  updateZone(request: UpdateZoneRequest): Promise<Zone> {
    return this.commands.execute(new UpdateZone(request));
  }

  @GrpcMethod('DeliveryService', 'removeZone')
  async removeZone(request: RemoveZoneRequest): Promise<RemoveZoneResponse> {
    await this.commands.execute(new RemoveZone(request));
    return {};
  }

  @GrpcMethod('DeliveryService', 'getZone')
  getZone({ id }: GetZoneRequest): Promise<Zone> {
    return this.queries.execute(new GetZone(id));
  }

  @GrpcMethod('DeliveryService', 'listZones')
  listZones({ page }: ListZonesRequest): Promise<ListZonesResponse> {
    return this.queries.execute(new ListZones(page));
  }

  @GrpcMethod('DeliveryService', 'listZonesAt')
  listZonesAt({ point }: ListZonesAtRequest): Promise<ListZonesAtResponse> {
    return this.queries.execute(new ListZonesAt(point));
  }
}
