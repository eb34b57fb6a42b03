import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { FulfillmentServiceService } from '@demae/contracts';
import { CreateIdempotencyKeys1700000000000, defineService, IdempotencyModule } from '@demae/platform';
import { FulfillmentGrpc } from './fulfillment.grpc.js';
import { CreateFulfillment1700000000001 } from './migrations/1700000000001-create-fulfillment.js';
import { AcceptTicketHandler } from './ticket/accept-ticket.command.js';
import { HandOverTicketHandler } from './ticket/hand-over-ticket.command.js';
import { ListTicketsHandler } from './ticket/list-tickets.query.js';
import { NotePickUp } from './ticket/note-pick-up.listener.js';
import { OpenTicket } from './ticket/open-ticket.step.js';
import { ReadyTicketHandler } from './ticket/ready-ticket.command.js';
import { ticketRecoveries } from './ticket/recover-tickets.js';
import { RejectTicketHandler } from './ticket/reject-ticket.command.js';
import { StartTicketHandler } from './ticket/start-ticket.command.js';
import { Ticket } from './ticket/ticket.js';

@Module({
  imports: [CqrsModule, IdempotencyModule],
  controllers: [FulfillmentGrpc],
  providers: [
    OpenTicket,
    NotePickUp,
    AcceptTicketHandler,
    RejectTicketHandler,
    StartTicketHandler,
    ReadyTicketHandler,
    HandOverTicketHandler,
    ListTicketsHandler,
  ],
})
export class FulfillmentModule {}

export const fulfillment = defineService({
  name: 'fulfillment',
  module: FulfillmentModule,
  entities: [Ticket],
  migrations: [CreateIdempotencyKeys1700000000000, CreateFulfillment1700000000001],
  grpc: [FulfillmentServiceService],
  recoveries: ticketRecoveries,
});
