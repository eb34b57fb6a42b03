import type { Heard, Waiting } from '@demae/contracts';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Me, type Caller } from '../access/caller.js';
import { Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { IdPipe } from '../http/validation.js';
import { Orders } from '../orders/orders.js';
import { Services } from './services.js';
import { story, StoryView } from './story.js';

@ApiTags('Looking and operating')
@Controller('v1/admin/orders')
@Roles('support', 'admin')
export class StoryHttp {
  constructor(
    private readonly services: Services,
    private readonly orders: Orders,
  ) {}

  @Get(':id/story')
  @Answers(200, StoryView, "An order's whole life across all services: what was said, and who heard it", [404])
  async tell(@Me() me: Caller, @Param('id', IdPipe) orderId: string): Promise<StoryView> {
    const { items: said } = await this.services.named('order').listSaid({ key: orderId });
    // An order of a moment ago may have said nothing yet; one that nobody ever placed never will.
    if (said.length === 0) await this.orders.find(me, orderId);
    const eventIds = said.map(({ id }) => id);
    const heard: Heard[] = [];
    const waiting: Waiting[] = [];
    const missing: string[] = [];
    await Promise.all(
      this.services.all().map(async ({ name, ops }) => {
        const ask = { key: orderId, eventIds };
        const answers = await Promise.all([ops.listHeard(ask, { deadline: 2_000 }), ops.listWaiting(ask, { deadline: 2_000 })]).catch(() => undefined);
        if (!answers) missing.push(name);
        heard.push(...(answers?.[0].items ?? []));
        waiting.push(...(answers?.[1].items ?? []));
      }),
    );
    return { ...story(orderId, said, heard, waiting), ...(missing.length > 0 ? { missing: missing.sort() } : {}) };
  }
}
