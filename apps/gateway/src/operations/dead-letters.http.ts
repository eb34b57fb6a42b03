import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Me, type Caller } from '../access/caller.js';
import { Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import {
  deadLetter, deadLetterDetails, DeadLetterDetailsView, DeadLetterPage, DeadLetterQuery, DiscardBody, DryRunQuery, LETTER_ID, LetterPipe, nextPage, pageBehind,
  positionIn, redriven, RedrivenView, RedriveQuery, RedriveView, type LetterId,
} from './dead-letter.js';
import { Services, type Ops } from './services.js';

/** A redrive handles many messages, each in its own transaction, milliseconds. */
const PATIENCE = 120_000;

const IN_PATH = { name: 'id', schema: { type: 'string', pattern: LETTER_ID.source }, example: 'inventory.12' } as const;

@ApiTags('Looking and operating')
@Controller('v1/admin/dead-letters')
@Roles('admin')
export class DeadLettersHttp {
  constructor(private readonly services: Services) {}

  @Get()
  @Answers(200, DeadLetterPage, 'What the services could not do and what waits for a person, oldest first')
  async list(@Query() { service, consumer, key, limit = 20, cursor }: DeadLetterQuery): Promise<DeadLetterPage> {
    const place = pageBehind(cursor);
    const { answers, missing } = await this.ask(service, (ops, name) =>
      ops.listDeadLetters({ limit: limit + 1, after: positionIn(name, place), consumer, key }, { deadline: 2_000 }),
    );
    // Each service's own are in order, and sorting is stable.
    const all = answers.flatMap(({ items }) => items).sort((a, b) => a.at.getTime() - b.at.getTime() || (a.service < b.service ? -1 : a.service > b.service ? 1 : 0));
    const page = all.slice(0, limit);
    return { items: page.map(deadLetter), nextCursor: all.length > limit ? nextPage(page.at(-1)!) : null, ...missing };
  }

  @Post('redrive')
  @Answers(200, RedriveView, 'Sends all of them back, or those of one service, class or key')
  async redriveAll(@Me() me: Caller, @Query() { service, consumer, key, dryRun = false }: RedriveQuery): Promise<RedriveView> {
    const { answers, missing } = await this.ask(service, (ops) =>
      ops.redriveDeadLetters({ id: undefined, consumer, key, dryRun, by: me.userId }, { deadline: PATIENCE }),
    );
    const items = answers.flatMap((answer) => answer.items.map(redriven));
    return { dryRun, items, left: answers.reduce((sum, { left }) => sum + left, 0), ...missing };
  }

  @Get(':id')
  @ApiParam(IN_PATH)
  @Answers(200, DeadLetterDetailsView, 'One of them: what it says, why it is here, and who tried to send it back', [404])
  async show(@Param('id', LetterPipe) { service, id }: LetterId): Promise<DeadLetterDetailsView> {
    return deadLetterDetails(await this.services.find(service)!.getDeadLetter({ id }));
  }

  @Post(':id/redrive')
  @ApiParam(IN_PATH)
  @Answers(200, RedriveView, 'Sends it back, with all of its class and key, from the oldest on', [404])
  async redrive(@Me() me: Caller, @Param('id', LetterPipe) { service, id }: LetterId, @Query() { dryRun = false }: DryRunQuery): Promise<RedriveView> {
    const ask = { id, consumer: undefined, key: undefined, dryRun, by: me.userId };
    const { items, left } = await this.services.find(service)!.redriveDeadLetters(ask, { deadline: PATIENCE });
    return { dryRun, items: items.map(redriven), left };
  }

  @Post(':id/discard')
  @ApiParam(IN_PATH)
  @Answers(200, RedrivenView, 'Throws a message away that can never be handled; what waits behind it can then be sent back. No task', [404, 409, 422])
  async discard(@Me() me: Caller, @Param('id', LetterPipe) { service, id }: LetterId, @Body() { reason }: DiscardBody): Promise<RedrivenView> {
    return redriven(await this.services.find(service)!.discardDeadLetter({ id, reason, by: me.userId }));
  }

  /** All services at once, or the one: their answers in the order of their names, and who did not answer. */
  private async ask<R>(service: string | undefined, question: (ops: Ops, name: string) => Promise<R>): Promise<{ answers: R[]; missing: { missing?: string[] } }> {
    const asked = this.services.all().filter(({ name }) => service === undefined || name === service).sort((a, b) => (a.name < b.name ? -1 : 1));
    const settled = await Promise.all(asked.map(async ({ name, ops }) => ({ name, answer: await question(ops, name).catch(() => undefined) })));
    const missing = settled.filter(({ answer }) => answer === undefined).map(({ name }) => name);
    return { answers: settled.flatMap(({ answer }) => (answer === undefined ? [] : [answer])), missing: missing.length > 0 ? { missing } : {} };
  }
}
