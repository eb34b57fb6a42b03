import { REDIS, ScopedCache, type Entry, type Redis } from '@demae/platform';
import { Clock } from '@demae/saga';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { RateLimits } from '../access/rate-limits.js';
import { problemOf, sendProblem } from '../http/problems.js';
import { matches } from '../http/entity-tags.js';
import { shownAt, type Shown } from './shown-routes.js';

/** Milliseconds for which a Redis that did not answer is not asked again. */
const REST = 1_000;
/** Characters of an answer that is kept. */
const LARGEST = 1_000_000;

/** An answer that is being made for the first who asked. */
interface Making {
  shown: Shown;
  mark: string | undefined;
  /** What the first one has already. */
  ifNoneMatch: string | undefined;
  /** Of everybody who asks for the same meanwhile. */
  made: Promise<Entry | undefined>;
  finish(entry: Entry | undefined): void;
}

/**
 * Answers that are the same for everybody are kept in Redis, shared by all gateways, until what they show changes: the catalog drops them.
 * They are answered before any of the routes is reached; so is everybody else who asks for what is being made already, once it is made.
 */
export class ShownAnswers {
  private readonly cache: ScopedCache;
  private readonly clock: Clock;
  private readonly limits: RateLimits;
  /** A product never moves to another store. */
  private readonly storeOf = new LRUCache<string, string>({ max: 50_000 });
  private readonly making = new Map<string, Making>();
  private readonly mine = new WeakMap<FastifyRequest, Making>();
  private awayUntil = 0;

  private constructor(app: NestFastifyApplication) {
    this.cache = new ScopedCache(app.get<Redis>(REDIS, { strict: false }), 'catalog');
    this.clock = app.get(Clock, { strict: false });
    this.limits = app.get(RateLimits);
  }

  /** To be called before the routes are there. */
  static serve(app: NestFastifyApplication): void {
    const answers = new ShownAnswers(app);
    const fastify = app.getHttpAdapter().getInstance();
    // Not earlier: what others add to every answer stands by then.
    fastify.addHook('preValidation', (request, reply, done) => {
      // Orders do not wait for a promise that is none of theirs.
      if (request.method !== 'GET') return done();
      answers.answer(request, reply).then((isAnswered) => (isAnswered ? undefined : done()), done);
    });
    fastify.addHook('onSend', (request, reply, payload, done) => done(null, answers.keep(request, reply, payload)));
    // However it ended: nobody waits for an answer that was never sent.
    fastify.addHook('onResponse', (request, _reply, done) => {
      answers.mine.get(request)?.finish(undefined);
      done();
    });
  }

  /** Whether it is answered. */
  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const shown = shownAt(request.url, Math.floor(this.clock.now().getTime() / 60_000));
    if (!shown) return false;
    shown.scope ??= shown.product === undefined ? undefined : this.storeOf.get(shown.product);
    const entry = await (this.making.get(shown.key)?.made ?? this.look(shown, request));
    if (!entry) return false;
    try {
      // As the routes count what they answer.
      await this.limits.countRequest({ address: request.ip }, reply);
      this.send(entry, request.headers['if-none-match'], reply);
    } catch (error) {
      sendProblem(problemOf(error), request.url, reply);
    }
    return true;
  }

  /** What is kept, or else nothing: then this request is the one that makes it. */
  private async look(shown: Shown, request: FastifyRequest): Promise<Entry | undefined> {
    let resolve!: (entry: Entry | undefined) => void;
    const made = new Promise<Entry | undefined>((done) => (resolve = done));
    const making: Making = {
      shown, mark: undefined, ifNoneMatch: request.headers['if-none-match'], made,
      finish: (entry) => {
        if (this.making.get(shown.key) === making) this.making.delete(shown.key);
        resolve(entry);
      },
    };
    this.making.set(shown.key, making);
    const { entry, mark } = await this.find(shown);
    if (entry) {
      making.finish(entry);
      return entry;
    }
    making.mark = mark;
    this.mine.set(request, making);
    // It is made whole, whatever its first reader has.
    delete request.headers['if-none-match'];
    return undefined;
  }

  private async find(shown: Shown): Promise<{ entry: Entry | undefined; mark: string | undefined }> {
    if (Date.now() < this.awayUntil) return { entry: undefined, mark: undefined };
    try {
      return await this.cache.find(shown.key, shown.scope);
    } catch {
      this.awayUntil = Date.now() + REST;
      return { entry: undefined, mark: undefined };
    }
  }

  /** Keeps what this request was answered with, if it is the one that makes it. */
  private keep(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
    const making = this.mine.get(request);
    if (!making) return payload;
    const tag = reply.getHeader('etag');
    if (reply.statusCode !== 200 || typeof payload !== 'string' || typeof tag !== 'string' || payload.length > LARGEST) {
      making.finish(undefined);
      return payload;
    }
    const { shown, mark, ifNoneMatch } = making;
    const scope = this.learn(shown, payload);
    const entry = { scope, tag, text: payload };
    if (mark !== undefined && shown.scope === scope) {
      void this.cache.put(shown.key, entry, mark, shown.seconds).catch(() => (this.awayUntil = Date.now() + REST));
    }
    making.finish(entry);
    if (!matches(ifNoneMatch, tag)) return payload;
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return null;
  }

  /** The scope of an answer. A product's is known from its first answer on; that one itself is not kept, for nobody knew what to look out for. */
  private learn({ scope, product }: Shown, text: string): string {
    if (scope !== undefined) return scope;
    const { storeId } = JSON.parse(text) as { storeId: string };
    if (product !== undefined) this.storeOf.set(product, storeId);
    return storeId;
  }

  private send({ tag, text }: Entry, ifNoneMatch: string | undefined, reply: FastifyReply): void {
    void reply.headers({ etag: tag, 'cache-control': 'no-cache' });
    if (matches(ifNoneMatch, tag)) void reply.code(304).send();
    else void reply.header('content-type', 'application/json; charset=utf-8').send(text);
  }
}
