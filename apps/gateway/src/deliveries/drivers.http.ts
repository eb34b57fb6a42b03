import { DeliveryServiceService, type DriverStatus } from '@demae/contracts';
import { badRequest, Peers } from '@demae/platform';
import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { Form, OneOf, Real } from '../http/fields.js';
import { page, PageQuery, pageRequest } from '../http/page.js';
import { PLACE, pointFrom } from '../http/values.js';
import { driver, DRIVER_STATUSES, DriverPage, DriverStatusBody, DriverView, job, JobList, LocationBody } from './delivery.js';

class DriverQuery extends PageQuery {
  @OneOf(DRIVER_STATUSES, { optional: true })
  status?: DriverStatus;

  @Form({ pattern: PLACE, like: '35.681236,139.767125', optional: true })
  near?: string;

  @Real({ min: 0, max: 20_100_000, optional: true, inQuery: true, what: 'metres around near', example: 3000 })
  radius?: number;
}

@ApiTags('Fulfillment and delivery')
@Controller('v1/drivers')
@Roles('driver')
export class DriversHttp {
  private readonly deliveries;

  constructor(peers: Peers) {
    this.deliveries = peers.client(DeliveryServiceService);
  }

  @Get()
  @Roles('admin')
  @Answers(200, DriverPage, 'All drivers')
  async list(@Query() query: DriverQuery): Promise<DriverPage> {
    const { status, near, radius } = query;
    const point = near === undefined ? undefined : pointFrom(near);
    if (near !== undefined && !point) throw badRequest('near lies beyond the poles.', [{ path: 'near', message: 'must be latitude,longitude in degrees' }]);
    return page(await this.deliveries.listDrivers({ status, near: point, radius, page: pageRequest(query) }), driver);
  }

  @Put('me/status')
  @Answers(200, DriverView, 'Goes online, to get offers, or offline', [409])
  async setStatus(@Me() me: Caller, @Body() { status }: DriverStatusBody): Promise<DriverView> {
    return driver(await this.deliveries.setDriverStatus({ actor: actorOf(me), name: me.name, status }));
  }

  @Put('me/location')
  @Answers(200, DriverView, 'Where I am', [404])
  async setLocation(@Me() me: Caller, @Body() { lat, lng, heading }: LocationBody): Promise<DriverView> {
    return driver(await this.deliveries.setDriverLocation({ actor: actorOf(me), location: { lat, lng }, heading }));
  }

  @Get('me/jobs')
  @Answers(200, JobList, 'Offers and deliveries of mine, newest first')
  async jobs(@Me() me: Caller): Promise<JobList> {
    const { items } = await this.deliveries.listJobs({ actor: actorOf(me) });
    return { items: items.map(job) };
  }
}
