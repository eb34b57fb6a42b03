import { Controller, Inject, Optional } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type {
  DeadLetterDetails, DiscardDeadLetterRequest, GetDeadLetterRequest, ListDeadLettersRequest, ListDeadLettersResponse, RedriveDeadLettersRequest, RedriveDeadLettersResponse,
  Redriven,
} from '@demae/contracts';
import { DeadLetters } from '@demae/saga';
import type { Asked } from '@demae/saga';
import { conflict, notFound, refused } from '../problem/problem.js';
import { SERVICE } from '../service/tokens.js';
import type { ServiceIdentity } from '../service/tokens.js';

/** Of one page. */
const MOST = 1_000;

/** A service's dead letters and their way back. */
@Controller()
export class DeadLettersGrpc {
  constructor(
    @Inject(SERVICE) private readonly service: ServiceIdentity,
    @Optional() private readonly letters?: DeadLetters,
  ) {}

  @GrpcMethod('OpsService', 'listDeadLetters')
  async listDeadLetters({ limit, ...query }: ListDeadLettersRequest): Promise<ListDeadLettersResponse> {
    const items = (await this.letters?.list({ ...query, limit: Math.min(Math.max(limit, 1), MOST) })) ?? [];
    return { items: items.map((letter) => ({ ...letter, service: this.service.name, error: firstLine(letter.error) })) };
  }

  @GrpcMethod('OpsService', 'getDeadLetter')
  async getDeadLetter({ id }: GetDeadLetterRequest): Promise<DeadLetterDetails> {
    const found = await this.letters?.get(id);
    if (!found) throw notFound('dead letter', `${this.service.name}.${id}`);
    const { present, place, headers, payload, bytes, audit, ...letter } = found;
    const payloadJson = payload === undefined ? undefined : JSON.stringify(payload);
    return { letter: { ...letter, service: this.service.name }, present, place, headers, payloadJson, payload: bytes && Buffer.from(bytes), audit };
  }

  @GrpcMethod('OpsService', 'redriveDeadLetters')
  async redriveDeadLetters({ id, key, consumer, dryRun, by }: RedriveDeadLettersRequest): Promise<RedriveDeadLettersResponse> {
    const what: Asked = id !== undefined ? { id } : key !== undefined ? { key, consumer } : { all: true, consumer };
    const report = await this.letters?.redrive(what, { by, dryRun });
    if (!report && id !== undefined) throw notFound('dead letter', `${this.service.name}.${id}`);
    const { items, left } = report ?? { items: [], left: 0 };
    return { items: items.map((item) => ({ ...item, service: this.service.name })), left };
  }

  @GrpcMethod('OpsService', 'discardDeadLetter')
  async discardDeadLetter({ id, reason, by }: DiscardDeadLetterRequest): Promise<Redriven> {
    const item = await this.letters?.discard(id, { by, reason });
    if (item?.outcome === 'waiting') throw conflict(`${this.service.name}.${id} cannot go yet: ${item.error}.`);
    if (item) return { ...item, service: this.service.name };
    const other = await this.letters?.get(id);
    if (other?.kind === 'task' && other.present) throw refused('A task is never thrown away: mend what is in its way, and redrive it.');
    throw notFound('dead letter', `${this.service.name}.${id}`);
  }
}

/** Stacks are for whoever looks at one letter. */
function firstLine(error: string): string {
  return error.split('\n', 1)[0]!;
}
