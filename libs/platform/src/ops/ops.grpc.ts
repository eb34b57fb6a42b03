import { Controller, Inject, Optional } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import { catalogue } from '@demae/contracts';
import type {
  AdvanceClockRequest,
  ClockTime,
  Health,
  ListHeardRequest,
  ListHeardResponse,
  ListSaidRequest,
  ListSaidResponse,
  ListWaitingResponse,
  Said,
} from '@demae/contracts';
import { Clock, SagaEngine } from '@demae/saga';
import type { EventLog, LogRecord } from '@demae/saga';
import { Settings } from '../config/settings.js';
import { forbidden } from '../problem/problem.js';
import { SERVICE } from '../service/tokens.js';
import type { ServiceIdentity } from '../service/tokens.js';

/** What every service answers about itself. */
@Controller()
export class OpsGrpc {
  constructor(
    @Inject(SERVICE) private readonly service: ServiceIdentity,
    private readonly clock: Clock,
    private readonly settings: Settings,
    @Optional() private readonly engine?: SagaEngine,
  ) {}

  @GrpcMethod('OpsService', 'listHeard')
  async listHeard({ key, eventIds }: ListHeardRequest): Promise<ListHeardResponse> {
    const entries = (await this.engine?.heard(key, eventIds)) ?? [];
    return { items: entries.map((entry) => ({ ...entry, service: this.service.name })) };
  }

  @GrpcMethod('OpsService', 'listWaiting')
  async listWaiting({ key, eventIds }: ListHeardRequest): Promise<ListWaitingResponse> {
    const entries = (await this.engine?.waiting(key, eventIds)) ?? [];
    return { items: entries.map((entry) => ({ ...entry, error: entry.error?.split('\n', 1)[0], service: this.service.name })) };
  }

  @GrpcMethod('OpsService', 'listSaid')
  async listSaid({ key }: ListSaidRequest): Promise<ListSaidResponse> {
    return { items: await saidFor(this.service.log, key) };
  }

  @GrpcMethod('OpsService', 'getClock')
  getClock(): ClockTime {
    return { now: this.clock.now() };
  }

  @GrpcMethod('OpsService', 'advanceClock')
  advanceClock({ milliseconds }: AdvanceClockRequest): ClockTime {
    if (!this.settings.get<boolean>('DEMAE_SANDBOX')) throw forbidden('The clock moves in a sandbox only: set DEMAE_SANDBOX=on.');
    this.clock.advance(milliseconds);
    return { now: this.clock.now() };
  }

  @GrpcMethod('OpsService', 'getHealth')
  async getHealth(): Promise<Health> {
    const { ready, live, details } = await this.service.health();
    return { ready, live, detailsJson: JSON.stringify(details) };
  }
}

/** Everything that was said about one saga key and is still in the log, oldest first. */
export async function saidFor(log: EventLog | undefined, key: string): Promise<Said[]> {
  const records = (await log?.history(catalogue.topics(), key)) ?? [];
  return records.map(toSaid).sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
}

/** Headers as CloudEvents 1.0 names them in Kafka's binary mode. */
function toSaid({ headers, value, timestamp }: LogRecord): Said {
  const type = headers['ce_type'] ?? '';
  return {
    id: headers['ce_id'] ?? '',
    type,
    service: headers['ce_source'] ?? '',
    at: headers['ce_time'] ? new Date(headers['ce_time']) : new Date(timestamp),
    causedBy: headers['ce_causationid'],
    payloadJson: JSON.stringify(catalogue.find(type)?.decode(value) ?? {}),
  };
}
