import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import type { ListTicketsRequest, ListTicketsResponse, Ticket, TicketActionRequest } from '@demae/contracts';
import { keyOf } from '@demae/platform';
import { AcceptTicket } from './ticket/accept-ticket.command.js';
import { HandOverTicket } from './ticket/hand-over-ticket.command.js';
import { ListTickets } from './ticket/list-tickets.query.js';
import { ReadyTicket } from './ticket/ready-ticket.command.js';
import { RejectTicket } from './ticket/reject-ticket.command.js';
import { StartTicket } from './ticket/start-ticket.command.js';

@Controller()
export class FulfillmentGrpc {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @GrpcMethod('FulfillmentService', 'listTickets')
  listTickets(request: ListTicketsRequest): Promise<ListTicketsResponse> {
    return this.queries.execute(new ListTickets(request));
  }

  @GrpcMethod('FulfillmentService', 'acceptTicket')
  acceptTicket(request: TicketActionRequest): Promise<Ticket> {
    const { actor, id, prepMinutes } = request;
    return this.commands.execute(new AcceptTicket(actor, id, prepMinutes, keyOf(request)));
  }

  @GrpcMethod('FulfillmentService', 'rejectTicket')
  rejectTicket(request: TicketActionRequest): Promise<Ticket> {
    const { actor, id, reason } = request;
    return this.commands.execute(new RejectTicket(actor, id, reason || 'the store cannot make it', keyOf(request)));
  }

  @GrpcMethod('FulfillmentService', 'startTicket')
  startTicket(request: TicketActionRequest): Promise<Ticket> {
    const { actor, id } = request;
    return this.commands.execute(new StartTicket(actor, id, keyOf(request)));
  }

  @GrpcMethod('FulfillmentService', 'readyTicket')
  readyTicket(request: TicketActionRequest): Promise<Ticket> {
    const { actor, id } = request;
    return this.commands.execute(new ReadyTicket(actor, id, keyOf(request)));
  }

  @GrpcMethod('FulfillmentService', 'handOverTicket')
  handOverTicket(request: TicketActionRequest): Promise<Ticket> {
    const { actor, id } = request;
    return this.commands.execute(new HandOverTicket(actor, id, keyOf(request)));
  }
}
