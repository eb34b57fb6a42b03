import type { Heard, Waiting } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { IdPipe } from '../http/validation.js';
import { Services } from './services.js';
import { story, StoryView } from './story.js';

@ApiTags('Looking and operating')
@Controller('v1/admin/orders')
@Roles('support', 'admin')
export class StoryHttp {
  constructor(private readonly services: Services) {}

  @Get(':id/story')
  @Answers(200, StoryView, "An order's whole life across all services: what was said, and who heard it", [404])
  async tell(@Param('id', IdPipe) orderId: string): Promise<StoryView> {
    const { items: said } = await this.services.named('order').listSaid({ key: orderId });
    if (said.length === 0) throw notFound('order', orderId);
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
