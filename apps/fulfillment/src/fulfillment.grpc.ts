import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import type { ListTicketsRequest, ListTicketsResponse, Ticket, TicketActionRequest } from '@demae/contracts';
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
  acceptTicket({ actor, id, prepMinutes }: TicketActionRequest): Promise<Ticket> {
    return this.commands.execute(new AcceptTicket(actor, id, prepMinutes));
  }

  @GrpcMethod('FulfillmentService', 'rejectTicket')
  rejectTicket({ actor, id, reason }: TicketActionRequest): Promise<Ticket> {
    return this.commands.execute(new RejectTicket(actor, id, reason || 'the store cannot make it'));
  }

  @GrpcMethod('FulfillmentService', 'startTicket')
  startTicket({ actor, id }: TicketActionRequest): Promise<Ticket> {
    return this.commands.execute(new StartTicket(actor, id));
  }

  @GrpcMethod('FulfillmentService', 'readyTicket')
  readyTicket({ actor, id }: TicketActionRequest): Promise<Ticket> {
    return this.commands.execute(new ReadyTicket(actor, id));
  }

  @GrpcMethod('FulfillmentService', 'handOverTicket')
  handOverTicket({ actor, id }: TicketActionRequest): Promise<Ticket> {
    return this.commands.execute(new HandOverTicket(actor, id));
  }
}
