import { afterEach, expect, it } from '@jest/globals';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { OpsServiceService } from '@demae/contracts';
import type { AdvanceClockRequest, ClockTime } from '@demae/contracts';
import { createLogger, NestLogger } from '../log/logger.js';
import { GrpcTransport } from './grpc-transport.js';
import { Peers } from './peers.js';

@Controller()
class Answers {
  constructor(@Inject('REPLICA') private readonly replica: number) {}

  /** A write, which no caller repeats; says by the time who has answered. */
  @GrpcMethod('OpsService', 'advanceClock')
  async advanceClock({ milliseconds }: AdvanceClockRequest): Promise<ClockTime> {
    await pause(milliseconds);
    return { now: new Date(this.replica) };
  }
}

/** How long a connection lasts, and calls that take longer than that, milliseconds. */
const AGE = 100;
const LONG = 250;
const { advanceClock } = OpsServiceService;
const logger = createLogger('silent');
const opened: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
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
async function balancer(replicas: readonly number[]): Promise<string> {
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
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Who has answered while calls went on and a second replica came, and what failed; ends when enough calls were long, and that has been heard. */
async function load(connectionAge: number | undefined, heard: readonly number[]): Promise<{ answered: Set<number>; failures: unknown[] }> {
  const replicas = [await replica(1, connectionAge)];
  const address = await balancer(replicas);
  const peers = new Peers(() => address);
  opened.push(() => peers.close());
  const ops = peers.client({ advanceClock }, 'order');
  const answered = new Set<number>();
  const failures: unknown[] = [];
  let [long, over] = [0, false];
  const call = async (takes: number) => {
    await ops.advanceClock({ milliseconds: takes }, { repeatable: false, deadline: 60_000 }).then(({ now }) => answered.add(now.getTime()), (error: unknown) => failures.push(error));
    if (takes >= LONG) long += 1;
  };
  const caller = async (takes: number, rests: number) => {
    for (; !over; await pause(rests)) await call(takes);
  };
  const callers = [...Array.from({ length: 4 }, () => caller(0, 1)), caller(5, 0), caller(50, 0), caller(LONG, 0)];
  while (long === 0) await pause(5);
  expect([...answered]).toEqual([1]);
  replicas.push(await replica(2, connectionAge));
  const before = long;
  while (long < before + 3 || heard.some((one) => !answered.has(one))) await pause(5);
  over = true;
  await Promise.all(callers);
  return { answered, failures };
}

it('a connection that has become old is ended in order: callers find another replica, and no call fails', async () => {
  const { answered, failures } = await load(AGE, [1, 2]);
  expect(failures).toEqual([]);
  expect(answered).toEqual(new Set([1, 2]));
});

it('one that lasts for ever knows no other replica', async () => {
  const { answered } = await load(undefined, [1]);
  expect(answered).toEqual(new Set([1]));
});
