import { Controller, Inject, Optional } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { GetReplayRequest, Replay, StartReplayRequest } from '@demae/contracts';
import { Replays } from '@demae/saga';
import { notFound } from '../problem/problem.js';
import { SERVICE } from '../service/tokens.js';
import type { ServiceIdentity } from '../service/tokens.js';

/** A service's projections, and how they are made anew. */
@Controller()
export class ReplaysGrpc {
  constructor(
    @Inject(SERVICE) private readonly service: ServiceIdentity,
    @Optional() private readonly replays?: Replays,
  ) {}

  @GrpcMethod('OpsService', 'startReplay')
  async startReplay({ projection, by }: StartReplayRequest): Promise<Replay> {
    const state = await this.replays?.start(projection, by);
    if (!state) throw notFound('projection', `${projection} in ${this.service.name}`);
    return state;
  }

  @GrpcMethod('OpsService', 'getReplay')
  async getReplay({ projection }: GetReplayRequest): Promise<Replay> {
    const state = await this.replays?.state(projection);
    if (!state) throw notFound('replay', `of ${projection} in ${this.service.name}`);
    return state;
  }
}
