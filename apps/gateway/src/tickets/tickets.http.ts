import { FulfillmentServiceService } from '@demae/contracts';
import { Peers } from '@demae/platform';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { OnceKey, type Once } from '../http/idempotency-key.js';
import { page, pageRequest } from '../http/page.js';
import { IdPipe } from '../http/validation.js';
import { StoreOwners } from '../stores/store-owners.js';
import { AcceptBody, RejectBody, ticket, TicketPage, TicketQuery, TicketView } from './ticket.js';

@ApiTags('Fulfillment and delivery')
@Controller('v1')
@Roles('merchant', 'admin')
export class TicketsHttp {
  private readonly fulfillment;

  constructor(
    private readonly owners: StoreOwners,
    peers: Peers,
  ) {
    this.fulfillment = peers.client(FulfillmentServiceService);
  }

  @Get('stores/:id/tickets')
  @Answers(200, TicketPage, 'What a store has to prepare', [404])
  async list(@Me() me: Caller, @Param('id', IdPipe) storeId: string, @Query() query: TicketQuery): Promise<TicketPage> {
    await this.owners.mustOwn(me, storeId);
    return page(await this.fulfillment.listTickets({ storeId, status: query.status, page: pageRequest(query) }), ticket);
  }

  @Post('tickets/:id/accept')
  @Answers(200, TicketView, 'The store will prepare it', [404, 409, 422])
  async accept(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() { prepMinutes }: AcceptBody, @OnceKey() once: Once): Promise<TicketView> {
    return ticket(await this.fulfillment.acceptTicket({ actor: actorOf(me), id, prepMinutes, ...once }));
  }

  @Post('tickets/:id/reject')
  @Answers(200, TicketView, 'The store will not; the order is cancelled', [404, 409, 422])
  async reject(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() { reason }: RejectBody, @OnceKey() once: Once): Promise<TicketView> {
    return ticket(await this.fulfillment.rejectTicket({ actor: actorOf(me), id, reason, ...once }));
  }

  @Post('tickets/:id/start')
  @Answers(200, TicketView, 'It is being prepared', [404, 409, 422])
  async start(@Me() me: Caller, @Param('id', IdPipe) id: string, @OnceKey() once: Once): Promise<TicketView> {
    return ticket(await this.fulfillment.startTicket({ actor: actorOf(me), id, ...once }));
  }

  @Post('tickets/:id/ready')
  @Answers(200, TicketView, 'It is ready', [404, 409, 422])
  async ready(@Me() me: Caller, @Param('id', IdPipe) id: string, @OnceKey() once: Once): Promise<TicketView> {
    return ticket(await this.fulfillment.readyTicket({ actor: actorOf(me), id, ...once }));
  }

  @Post('tickets/:id/hand-over')
  @Answers(200, TicketView, 'The customer has picked it up; the order has ended', [404, 409, 422])
  async handOver(@Me() me: Caller, @Param('id', IdPipe) id: string, @OnceKey() once: Once): Promise<TicketView> {
    return ticket(await this.fulfillment.handOverTicket({ actor: actorOf(me), id, ...once }));
  }
}
