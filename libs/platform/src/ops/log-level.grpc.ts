import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { GetLogLevelRequest, LogLevel as LogLevelMessage, SetLogLevelRequest } from '@demae/contracts';
import { LEVELS } from '../log/log-levels.js';
import { badRequest } from '../problem/problem.js';
import { LogLevel } from './log-level.js';

/** How much a service tells. */
@Controller()
export class LogLevelGrpc {
  constructor(private readonly logLevel: LogLevel) {}

  @GrpcMethod('OpsService', 'getLogLevel')
  getLogLevel(_request: GetLogLevelRequest): LogLevelMessage {
    const { levels, service } = this.logLevel;
    const forNow = levels.of(service);
    return { level: forNow?.level ?? levels.usual, usual: levels.usual, until: forNow?.until };
  }

  @GrpcMethod('OpsService', 'setLogLevel')
  async setLogLevel({ level, milliseconds, by }: SetLogLevelRequest): Promise<LogLevelMessage> {
    const wanted = LEVELS.find((known) => known === level);
    if (!wanted) throw badRequest(`${level} is no level: write one of ${LEVELS.join(', ')}.`);
    await this.logLevel.change(wanted, milliseconds, by);
    return this.getLogLevel({});
  }
}
