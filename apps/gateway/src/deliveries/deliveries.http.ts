import { DeliveryServiceService } from '@demae/contracts';
import { Peers } from '@demae/platform';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { OnceKey, type Once } from '../http/idempotency-key.js';
import { IdPipe } from '../http/validation.js';
import { FailBody, job, JobView } from './delivery.js';

@ApiTags('Fulfillment and delivery')
@Controller('v1/deliveries/:id')
@Roles('driver')
export class DeliveriesHttp {
  private readonly deliveries;

  constructor(peers: Peers) {
    this.deliveries = peers.client(DeliveryServiceService);
  }

  @Post('accept')
  @Answers(200, JobView, 'Takes the offer', [404, 409, 422])
  async accept(@Me() me: Caller, @Param('id', IdPipe) id: string, @OnceKey() once: Once): Promise<JobView> {
    return job(await this.deliveries.acceptDelivery({ actor: actorOf(me), id, ...once }));
  }

  @Post('decline')
  @Answers(200, JobView, 'Leaves the offer to others', [404, 409, 422])
  async decline(@Me() me: Caller, @Param('id', IdPipe) id: string, @OnceKey() once: Once): Promise<JobView> {
    return job(await this.deliveries.declineDelivery({ actor: actorOf(me), id, ...once }));
  }

  @Post('pick-up')
  @Answers(200, JobView, 'I have it', [404, 409, 422])
  async pickUp(@Me() me: Caller, @Param('id', IdPipe) id: string, @OnceKey() once: Once): Promise<JobView> {
    return job(await this.deliveries.pickUpDelivery({ actor: actorOf(me), id, ...once }));
  }

  @Post('deliver')
  @Answers(200, JobView, 'The customer has it', [404, 409, 422])
  async deliver(@Me() me: Caller, @Param('id', IdPipe) id: string, @OnceKey() once: Once): Promise<JobView> {
    return job(await this.deliveries.completeDelivery({ actor: actorOf(me), id, ...once }));
  }

  @Post('fail')
  @Answers(200, JobView, 'It could not be brought', [404, 409, 422])
  async fail(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() { reason }: FailBody, @OnceKey() once: Once): Promise<JobView> {
    return job(await this.deliveries.failDelivery({ actor: actorOf(me), id, reason, ...once }));
  }
}
