import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { workContext } from '@demae/saga';
import { OpsServiceService } from '@demae/contracts';
import type { AdvanceClockRequest, ClockTime, Health, ListHeardRequest, ListHeardResponse, ListSaidResponse } from '@demae/contracts';
import { createLogger, NestLogger } from '../log/logger.js';
import { currentTraceId } from '../log/traceparent.js';
import { conflict, Problem } from '../problem/problem.js';
import { ErrorPassing } from './error-passing.js';
import { GrpcTransport } from './grpc-transport.js';
import { addressBook, Peers, type PeerClient } from './peers.js';

const lines: string[] = [];
const logger = createLogger('error', { write: (line) => void lines.push(line) });

@Controller()
class Answers {
  static calls = 0;

  @GrpcMethod('OpsService', 'getClock')
  getClock(): ClockTime {
    return { now: new Date(1_700_000_000_000) };
  }

  @GrpcMethod('OpsService', 'advanceClock')
  async advanceClock({ milliseconds }: AdvanceClockRequest): Promise<ClockTime> {
    if (milliseconds > 1_000_000) throw conflict('The clock is ahead already, 時計.', { state: 'AHEAD' });
    await new Promise((done) => setTimeout(done, milliseconds));
    return { now: new Date(milliseconds) };
  }

  @GrpcMethod('OpsService', 'listHeard')
  listHeard({ key }: ListHeardRequest): ListHeardResponse {
    Answers.calls += 1;
    if (key === 'uuid') throw Object.assign(new Error('invalid input syntax for type uuid: "x"'), { code: '22P02' });
    if (key === 'away') throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
    throw new Error('the password is hunter2');
  }

  @GrpcMethod('OpsService', 'listSaid')
  listSaid(): ListSaidResponse {
    return { items: [{ at: 'no date' }] } as unknown as ListSaidResponse;
  }

  @GrpcMethod('OpsService', 'getHealth')
  getHealth(): Health {
    return { ready: true, live: true, detailsJson: JSON.stringify({ traceId: currentTraceId() }) };
  }
}

@Module({ controllers: [Answers] })
class AnswersModule {}

@Module({})
class EmptyModule {}

/** As much of a contract as these tests need. */
const { listHeard, listSaid, getClock, advanceClock, getHealth } = OpsServiceService;
const part = { listHeard, listSaid, getClock, advanceClock, getHealth };

async function serve(module: new () => object) {
  const strategy = new GrpcTransport({ service: 'order', definitions: [part], host: '127.0.0.1', port: 0, logger });
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, { strategy, logger: new NestLogger(logger), abortOnError: false });
  app.useGlobalFilters(new ErrorPassing());
  await app.listen();
  return { app, address: strategy.address };
}

async function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.then(() => 'no refusal', (error: unknown) => error);
}

describe('a peer', () => {
  const addresses = new Map<string, string>();
  const peers = new Peers(addressBook(addresses, {}));
  const order = peers.client(OpsServiceService, 'order');
  let server: Awaited<ReturnType<typeof serve>>;

  beforeAll(async () => {
    server = await serve(AnswersModule);
    addresses.set('order', server.address);
  });

  afterEach(() => void jest.restoreAllMocks());

  afterAll(async () => {
    peers.close();
    await server.app.close();
  });

  it('answers a call', async () => {
    await expect(order.getClock({})).resolves.toEqual({ now: new Date(1_700_000_000_000) });
  });

  it('says no with its Problem, whole', async () => {
    const problem = await refusal(order.advanceClock({ milliseconds: 2_000_000 }));
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ status: 409, title: 'Conflict', detail: 'The clock is ahead already, 時計.', extra: { state: 'AHEAD' } });
  });

  it('keeps its own failures to itself, and logs them', async () => {
    lines.length = 0;
    const error = (await refusal(order.listHeard({ key: 'x', eventIds: [] }))) as Error;
    expect(error).not.toBeInstanceOf(Problem);
    expect(error.message).toBe('order.listHeard failed: 13 INTERNAL: internal error');
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'error', service: 'order', rpc: 'OpsService.listHeard', err: { message: 'the password is hunter2' } });
  });

  it('logs an answer that cannot be sent, and tells nothing of it', async () => {
    lines.length = 0;
    await expect(order.listSaid({ key: 'x' })).rejects.toThrow('13 INTERNAL: internal error');
    expect(JSON.parse(lines[0]!)).toMatchObject({ rpc: 'OpsService.listSaid' });
  });

  it('says that an id which is no UUID names nothing', async () => {
    expect(await refusal(order.listHeard({ key: 'uuid', eventIds: [] }))).toMatchObject({ status: 404 });
  });

  it('says that it is away when its database is, and tells no address', async () => {
    const problem = (await refusal(order.listHeard({ key: 'away', eventIds: [] }))) as Problem;
    expect(problem).toMatchObject({ status: 503, extra: { retryAfter: 1 }, detail: 'The order service cannot reach its data right now. Try again in a moment.' });
  });

  it('is given up at the deadline', async () => {
    expect(await refusal(order.advanceClock({ milliseconds: 500 }, { deadline: 50 }))).toMatchObject({ status: 503 });
  });

  it('is waited for longer by who is patient, whatever the deadline', async () => {
    const patient = new Peers(addressBook(addresses, {}), undefined, undefined, { patience: 60_000 });
    await expect(patient.client(OpsServiceService, 'order').advanceClock({ milliseconds: 500 }, { deadline: 50 })).resolves.toBeDefined();
    patient.close();
  });

  it('works in the trace of its caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const { detailsJson } = await workContext.run({ traceparent: `00-${traceId}-b7ad6b7169203331-01` }, () => order.getHealth({}));
    expect(JSON.parse(detailsJson)).toEqual({ traceId });
  });

  it('is unavailable until it has started', async () => {
    expect(await refusal(peers.client(OpsServiceService, 'payment').advanceClock({ milliseconds: 0 }))).toMatchObject({ status: 503 });
    expect(peers.names()).toContain('payment');
  });

  it.each<[string, string, (away: PeerClient<typeof OpsServiceService>) => Promise<unknown>]>([
    ['changes nothing', 'delivery', (away) => away.getClock({}, { deadline: 60_000 })],
    ['has a key', 'user', (away) => away.advanceClock({ milliseconds: 0, idempotencyKey: 'k' } as { milliseconds: number }, { deadline: 60_000 })],
    ['does no harm', 'catalog', (away) => away.advanceClock({ milliseconds: 0 }, { deadline: 60_000, repeatable: true })],
  ])('is asked again when it was away for a moment, if the question %s', async (_why, name, ask) => {
    // The pause before the second try is as long as it may be, so that the connection is tried anew before.
    jest.spyOn(Math, 'random').mockReturnValue(0.99);
    const away = peers.client(OpsServiceService, name);
    const { calls } = peers.breakers.get(name)!;
    const { port, close } = await door(server.address, () => calls.silent === 2);
    addresses.set(name, `127.0.0.1:${port}`);
    expect(await refusal(away.advanceClock({ milliseconds: 0 }))).toMatchObject({ status: 503, extra: { retryAfter: 1 } });
    await expect(ask(away)).resolves.toBeDefined();
    expect(calls).toEqual({ answered: 1, silent: 2, spared: 0 });
    close();
  });

  it('must answer all of its contract', async () => {
    await expect(serve(EmptyModule)).rejects.toThrow("order answers not all of its contract. Write in one of its controllers:\n  @GrpcMethod('OpsService', 'listHeard')");
  });
});

/** A port that leads to the address when it is open, and to nobody before. */
async function door(address: string, isOpen: () => boolean) {
  const [host, target] = address.split(':');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    if (!isOpen()) {
      socket.destroy();
      return;
    }
    const onward = connect(Number(target), host);
    sockets.add(onward.on('error', () => undefined));
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port, close };
}
