import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { OpsServiceService } from '@demae/contracts';
import type { AdvanceClockRequest, ClockTime } from '@demae/contracts';
import { until } from '../../../testing/src/until.js';
import { createLogger, NestLogger } from '../log/logger.js';
import { GrpcTransport } from './grpc-transport.js';
import { Peers } from './peers.js';

/** Of calls that are being answered, until they are told to be over. */
const held: (() => void)[] = [];

@Controller()
class Answers {
  constructor(@Inject('REPLICA') private readonly replica: number) {}

  /** A write, which no caller repeats; says by the time who has answered. */
  @GrpcMethod('OpsService', 'advanceClock')
  async advanceClock({ milliseconds }: AdvanceClockRequest): Promise<ClockTime> {
    if (milliseconds === LONG) await new Promise<void>((done) => held.push(done));
    return { now: new Date(this.replica) };
  }
}

const LONG = 1;
const { advanceClock } = OpsServiceService;
const logger = createLogger('silent');
const opened: (() => Promise<unknown> | void)[] = [];

/** How long a connection lasts, milliseconds: for ever, but for the test that ends it. */
const AGE = 1_000_000;
/** Makes a connection old. */
const ages: (() => void)[] = [];
beforeEach(() => {
  const timer = setTimeout;
  const noted = (work: () => void, time?: number) => {
    if (time !== undefined && Math.abs(time - AGE) <= AGE / 10) ages.push(work);
    return timer(work, time);
  };
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(noted as typeof setTimeout);
});
afterEach(async () => {
  for (const release of held.splice(0)) release();
  for (const close of opened.splice(0).reverse()) await close();
  jest.restoreAllMocks();
  ages.length = 0;
});

async function replica(number: number, connectionAge: number | undefined): Promise<number> {
  const strategy = new GrpcTransport({ service: 'order', definitions: [{ advanceClock }], host: '127.0.0.1', port: 0, logger, connectionAge });
  const module = { module: class Replica {}, controllers: [Answers], providers: [{ provide: 'REPLICA', useValue: number }] };
  Module({})(module.module);
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, { strategy, logger: new NestLogger(logger), abortOnError: false });
  await app.listen();
  opened.push(() => app.close());
  return Number(strategy.address.split(':')[1]);
}

/** One address before several replicas: each connection goes to one of them, in turn, as by a Service of Kubernetes. */
async function balancer(replicas: readonly number[]) {
  let turn = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect(replicas[(turn += 1) % replicas.length]!, '127.0.0.1');
    for (const [one, other] of [[socket, onward], [onward, socket]] as const) {
      sockets.add(one);
      one.setNoDelay().on('error', () => undefined).on('close', () => other.destroy()).pipe(other);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  opened.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => turn };
}

/** Who has answered while calls went on, a second replica came and the connections became old, and what failed. */
async function load(connectionAge: number | undefined): Promise<{ answered: Set<number>; failures: unknown[] }> {
  const replicas = [await replica(1, connectionAge)];
  const { address, connections } = await balancer(replicas);
  const peers = new Peers(() => address);
  opened.push(() => peers.close());
  const ops = peers.client({ advanceClock }, 'order');
  const answers: number[] = [];
  const failures: unknown[] = [];
  let over = false;
  const call = (milliseconds: number) =>
    ops.advanceClock({ milliseconds }, { repeatable: false, deadline: 60_000 }).then(({ now }) => answers.push(now.getTime()), (error: unknown) => failures.push(error));
  const caller = async () => {
    for (; !over; await pause(0)) await call(0);
  };
  const more = async () => {
    const before = answers.length;
    await until('more answers', () => answers.length >= before + 50 || failures.length > 0, { every: 1 });
  };
  const callers = Array.from({ length: 8 }, caller);
  await more();
  expect(new Set(answers)).toEqual(new Set([1]));
  replicas.push(await replica(2, connectionAge));
  for (let round = 0; round < 4; round++) {
    // Some take longer than a connection lasts.
    const long = call(LONG);
    await until('the long one to arrive', () => held.length > 0, { every: 1 });
    const [olds, before] = [ages.splice(0), connections()];
    for (const old of olds) old();
    await until('a new connection', () => olds.length === 0 || connections() > before, { every: 1 });
    await more();
    held.shift()!();
    await long;
  }
  over = true;
  await Promise.all(callers);
  return { answered: new Set(answers), failures };
}

it('a connection that has become old is ended in order: callers find another replica, and no call fails', async () => {
  const { answered, failures } = await load(AGE);
  expect(failures).toEqual([]);
  expect(answered).toEqual(new Set([1, 2]));
});

it('one that lasts for ever knows no other replica', async () => {
  const { answered, failures } = await load(undefined);
  expect(failures).toEqual([]);
  expect(answered).toEqual(new Set([1]));
});
