import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { GetLogLevelRequest, LogLevel as LogLevelMessage, SetLogLevelRequest } from '@demae/contracts';
import { LogLevel } from './log-level.js';

/** How much a service tells. */
@Controller()
export class LogLevelGrpc {
  constructor(private readonly logLevel: LogLevel) {}

  @GrpcMethod('OpsService', 'getLogLevel')
  getLogLevel(_request: GetLogLevelRequest): LogLevelMessage {
    return this.logLevel.now();
  }

  @GrpcMethod('OpsService', 'setLogLevel')
  setLogLevel({ level, milliseconds, by }: SetLogLevelRequest): Promise<LogLevelMessage> {
    return this.logLevel.change(level, milliseconds, by);
  }
}
