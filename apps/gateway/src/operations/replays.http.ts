import { notFound } from '@demae/platform';
import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Me, type Caller } from '../access/caller.js';
import { Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { replay, ReplayView } from './replay.js';
import { Services, type Ops } from './services.js';

const NAME = /^[A-Za-z]\w{0,99}$/;
const SERVICE_IN_PATH = { name: 'service', schema: { type: 'string', pattern: '^[a-z]+$' }, example: 'catalog' } as const;
const NAME_IN_PATH = { name: 'projection', schema: { type: 'string', pattern: NAME.source }, example: 'StockDisplay' } as const;

@ApiTags('Looking and operating')
@Controller('v1/admin/projections')
@Roles('admin')
export class ReplaysHttp {
  constructor(private readonly services: Services) {}

  @Post(':service/:projection/replay')
  @ApiParam(SERVICE_IN_PATH)
  @ApiParam(NAME_IN_PATH)
  @Answers(202, ReplayView, 'Begins to make a projection anew from the event log, beside the live one', [404])
  async start(@Me() me: Caller, @Param('service') service: string, @Param('projection') projection: string): Promise<ReplayView> {
    return replay(service, await this.of(service, projection).startReplay({ projection, by: me.userId }));
  }

  @Get(':service/:projection/replay')
  @ApiParam(SERVICE_IN_PATH)
  @ApiParam(NAME_IN_PATH)
  @Answers(200, ReplayView, 'How far it is', [404])
  async show(@Param('service') service: string, @Param('projection') projection: string): Promise<ReplayView> {
    return replay(service, await this.of(service, projection).getReplay({ projection }));
  }

  private of(service: string, projection: string): Ops {
    const ops = NAME.test(projection) ? this.services.find(service) : undefined;
    if (!ops) throw notFound('projection');
    return ops;
  }
}
