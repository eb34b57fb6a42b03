import { LogLevel, notFound } from '@demae/platform';
import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Me, type Caller } from '../access/caller.js';
import { Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { logLevel, LogLevelBody, LogLevelView, patience } from './log-level.js';
import { Services, type Ops } from './services.js';

const SERVICE_IN_PATH = { name: 'service', schema: { type: 'string', pattern: '^[a-z]+$' }, example: 'payment' } as const;

@ApiTags('Looking and operating')
@Controller('v1/admin/services')
@Roles('admin')
export class LogLevelsHttp {
  /** @param own the gateway's, which no other service has to be asked for */
  constructor(
    private readonly services: Services,
    private readonly own: LogLevel,
  ) {}

  @Get(':service/log-level')
  @ApiParam(SERVICE_IN_PATH)
  @Answers(200, LogLevelView, 'How much a service tells in its log', [404])
  async show(@Param('service') service: string): Promise<LogLevelView> {
    return logLevel(service, service === this.own.service ? this.own.now() : await this.of(service).getLogLevel({}));
  }

  @Put(':service/log-level')
  @ApiParam(SERVICE_IN_PATH)
  @Answers(200, LogLevelView, 'Lets a service tell more or less for a while, then as usual again', [404])
  async change(@Me() me: Caller, @Param('service') service: string, @Body() body: LogLevelBody): Promise<LogLevelView> {
    const [level, milliseconds, by] = [body.level, patience(body), me.userId];
    return logLevel(service, service === this.own.service ? await this.own.change(level, milliseconds, by) : await this.of(service).setLogLevel({ level, milliseconds, by }));
  }

  private of(service: string): Ops {
    const ops = this.services.find(service);
    if (!ops) throw notFound('service');
    return ops;
  }
}
