import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Server, ServerCredentials, status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { OpsServiceService } from '@demae/contracts';
import type { AdvanceClockRequest, ClockTime } from '@demae/contracts';
import { toStatus } from '../problem/grpc-problem.js';
import { conflict, Problem, unavailable } from '../problem/problem.js';
import { addressBook, Peers } from './peers.js';

Logger.overrideLogger(false);

const { getClock, advanceClock } = OpsServiceService;
type Answer = sendUnaryData<ClockTime>;

/** A real server that dies and comes back at the same address. */
class Mortal {
  calls = 0;
  port = 0;
  /** What it does with each call. */
  does: (answer: Answer) => void = (answer) => answer(null, { now: new Date(0) });
  private server: Server | undefined;

  async lives(): Promise<this> {
    this.server = new Server();
    const handle = (_call: ServerUnaryCall<AdvanceClockRequest, ClockTime>, answer: Answer) => {
      this.calls += 1;
      this.does(answer);
    };
    this.server.addService({ getClock, advanceClock }, { getClock: handle, advanceClock: handle });
    this.port = await new Promise<number>((done, fail) => {
      this.server!.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, port) => (error ? fail(error) : done(port)));
    });
    return this;
  }

  dies(): void {
    this.server?.forceShutdown();
  }
}

/** How far the clock by which a breaker rests has gone, milliseconds; it goes only when it is told to. */
let ahead = 0;
const opened: { close(): void }[] = [];
beforeEach(() => {
  const began = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => began + ahead);
});
afterEach(() => {
  jest.restoreAllMocks();
  ahead = 0;
  for (const one of opened.splice(0)) one.close();
});

async function aPeer(name = 'order') {
  const server = await new Mortal().lives();
  const peers = new Peers(addressBook(new Map([[name, `127.0.0.1:${server.port}`]]), {}));
  opened.push({ close: () => { peers.close(); server.dies(); } });
  const client = peers.client(OpsServiceService, name);
  return { server, client, breaker: peers.breakers.get(name)! };
}

type Client = Awaited<ReturnType<typeof aPeer>>['client'];
const write = (client: Client, deadline = 60_000) => client.advanceClock({ milliseconds: 0 }, { deadline }).then(() => 'done', (error: Problem) => error.status);
const read = (client: Client, deadline = 60_000) => client.getClock({}, { deadline }).then(() => 'done', (error: Problem) => error.status);

/** What came of it if that came at once, without a wait for anything or anybody. */
function atOnce<T>(act: Promise<T>): Promise<T | 'later'> {
  return Promise.race([act, new Promise<'later'>((done) => setImmediate(() => done('later')))]);
}

describe('a breaker', () => {
  it('opens when the peer has died: the next are refused at once, with when to come back', async () => {
    const { server, client, breaker } = await aPeer();
    expect(await write(client)).toBe('done');
    server.dies();
    for (let i = 0; i < 5; i++) expect(await write(client)).toBe(503);
    const outcome = await atOnce(Promise.all(Array.from({ length: 100 }, () => write(client))));
    expect(outcome).toEqual(Array(100).fill(503));
    expect(breaker.calls).toEqual({ answered: 1, silent: 5, spared: 100 });
    await expect(client.getClock({})).rejects.toMatchObject({ status: 503, extra: { retryAfter: 1 }, detail: expect.stringContaining('order service does not answer') });
  });

  it('opens when the peer does not answer in time', async () => {
    const { server, client, breaker } = await aPeer();
    server.does = () => undefined;
    expect(await Promise.all(Array.from({ length: 5 }, () => write(client, 100)))).toEqual([503, 503, 503, 503, 503]);
    expect([await atOnce(write(client)), breaker.state]).toEqual([503, 'open']);
  });

  it('says what came of the calls, and in which state it is', async () => {
    const { server, client, breaker } = await aPeer();
    server.does = (answer) => answer(toStatus(conflict('no')));
    expect([await write(client), breaker.state]).toEqual([409, 'closed']);
    server.dies();
    for (let i = 0; i < 7; i++) await write(client);
    expect([breaker.state, breaker.calls]).toEqual(['open', { answered: 1, silent: 5, spared: 2 }]);
  });

  it('closes when the peer is back', async () => {
    const { server, client } = await aPeer();
    server.dies();
    for (let i = 0; i < 6; i++) await write(client);
    await server.lives();
    expect(await write(client)).toBe(503);
    expect(server.calls).toBe(0);
    // The connection may be a moment behind.
    for (const end = performance.now() + 60_000; performance.now() < end; await pause(20)) {
      ahead += 1_001;
      if ((await write(client)) === 'done') break;
    }
    expect(await Promise.all([write(client), read(client), write(client)])).toEqual(['done', 'done', 'done']);
  });

  it('sends one to see, and the others do not wait for it', async () => {
    const { server, client } = await aPeer();
    server.does = (answer) => answer({ code: status.UNAVAILABLE }, null);
    for (let i = 0; i < 5; i++) expect(await write(client)).toBe(503);
    ahead += 1_001;
    const before = server.calls;
    const asked = new Promise<Answer>((done) => (server.does = done));
    const probe = write(client);
    expect(await atOnce(Promise.all(Array.from({ length: 20 }, () => write(client))))).toEqual(Array(20).fill(503));
    const answer = await asked;
    expect(await atOnce(write(client))).toBe(503);
    answer({ code: status.UNAVAILABLE }, null);
    expect(await probe).toBe(503);
    expect(server.calls - before).toBe(1);
  });

  it('stays closed whatever the peer says no to, also when it says that it is away itself', async () => {
    const { server, client } = await aPeer();
    for (const problem of [conflict('Too late.'), unavailable('No data right now.'), new Problem({ status: 504, detail: 'Slow.' }), new Error('a bug')]) {
      server.calls = 0;
      server.does = (answer) => answer({ ...toStatus(problem) }, null);
      for (let i = 0; i < 12; i++) await write(client);
      expect(server.calls).toBe(12);
    }
  });

  it('stays closed while some get through', async () => {
    const { server, client } = await aPeer();
    let n = 0;
    server.does = (answer) => ((n += 1) % 4 === 0 ? answer(null, { now: new Date(0) }) : answer({ code: status.UNAVAILABLE }, null));
    for (let i = 0; i < 24; i++) await write(client);
    expect(server.calls).toBe(24);
  });

  it('is one for each peer', async () => {
    const [dead, alive] = [await aPeer('payment'), await aPeer('delivery')];
    dead.server.dies();
    for (let i = 0; i < 8; i++) await write(dead.client);
    expect(await write(alive.client)).toBe('done');
  });
});

describe('a second try', () => {
  it('is for reads, once', async () => {
    const { server, client } = await aPeer();
    const fails = (times: number) => {
      server.calls = 0;
      server.does = (answer) => (server.calls <= times ? answer({ code: status.UNAVAILABLE }, null) : answer(null, { now: new Date(0) }));
    };
    fails(1);
    expect([await read(client), server.calls]).toEqual(['done', 2]);
    fails(3);
    expect([await read(client), server.calls]).toEqual([503, 2]);
    fails(1);
    expect([await write(client), server.calls]).toEqual([503, 1]);
  });

  it('is not for what the peer has answered, nor when there is no time for it', async () => {
    const { server, client } = await aPeer();
    server.does = (answer) => answer({ ...toStatus(unavailable('No data right now.')) }, null);
    expect([await read(client), server.calls]).toEqual([503, 1]);
    server.does = (answer) => {
      ahead += 59_950;
      answer({ code: status.UNAVAILABLE }, null);
    };
    expect([await read(client), server.calls]).toEqual([503, 2]);
  });
});
