import { newId } from '@demae/saga/events';
import { request, type Agent } from 'node:http';
import type { Schema } from '../apps/gateway/src/http/openapi-parts.js';
import type { Random } from '../scripts/random.js';
import type { Contract, Answered, Route } from './http-contract.js';
import { jsonOf, type Values } from './http-values.js';

export type Kind = 'right' | 'nearly right' | 'wild';

/** A request with nothing left to chance. */
export interface Sending {
  kind: Kind;
  /** By whom: a name of the people, or nobody. */
  who: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Buffer;
  /** Where it goes to, as far as that is a route of the document. */
  route?: Route;
  /** Whether its body is of the documented form; undefined without one. */
  fits?: boolean;
}

export interface Cast {
  /** Names of all people. */
  people: readonly string[];
  /** Who may ask that, and what its path stands for. */
  owner(route: Route): { who: string; names: Record<string, string> };
}

const ODD_PATHS = ['%00', '%ff', '%zz', '%', '..%2f..%2fadmin', 'x'.repeat(1_500), '%F0%9F%8D%9C', "1'--", '-1', 'null', '%0d%0aset-cookie:a=b', 'undefined', '*'];
const ODD_QUERIES = ['?', '?=', '?&&&', '?limit', '?limit=1&limit=2', '?limit[]=1', '?limit[a]=1', '?__proto__=1', '?__proto__[x]=1', '?%', '?a=%zz', '?limit=%00', '?cursor=%ff', `?q=${'x'.repeat(5_000)}`, '?limit=1e1', '?limit=0x10', '?cursor=W10', '?cursor=eyJhIjoxfQ', '?q=%F0%9F%8D', '?constructor=1', ';a=b', '#x'];
const ODD_HEADERS: Record<string, string>[] = [
  { 'idempotency-key': 'x'.repeat(256) }, { 'idempotency-key': 'é' }, { 'idempotency-key': 'a b' }, { 'if-match': '*' }, { 'if-match': '"0"' }, { 'if-match': 'W/"9999999999.aaaaaaaaaaaaaaaa"' },
  { 'if-match': '"999999999.aaaaaaaaaaaaaaaa"' }, { 'if-none-match': '*' }, { 'if-none-match': ','.repeat(2_000) }, { traceparent: 'x' }, { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00` },
  { accept: 'text/xml' }, { 'accept-encoding': 'zstd' }, { 'accept-language': '\u00ff'.repeat(50) }, { range: 'bytes=0-1' }, { 'x-forwarded-for': "'; drop table account" },
  { 'x-http-method-override': 'DELETE' }, { host: 'evil.example' }, { cookie: `a=${'b'.repeat(3_000)}` }, { 'user-agent': '\u00ff\u00fe<script>' }, { 'last-event-id': '99999999999' }, { expect: 'x' },
  { authorization: 'Bearer ' }, { authorization: `Bearer ${'a'.repeat(5_000)}` }, { authorization: 'Basic YTpi' }, { authorization: 'Bearer a.b.c' }, { 'content-encoding': 'gzip' }, { big: 'x'.repeat(40_000) }, { upgrade: 'h2c' },
  { origin: 'https://evil.example', 'access-control-request-method': 'DELETE' },
];
const ODD_TYPES = ['text/plain', 'application/xml', 'application/json; charset=utf-16', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', '', 'application/json;;;', 'application/merge-patch+json', 'x', 'application/JSON'];
const ODD_METHODS = ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH', 'LOCK', 'PURGE', 'QUERY', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const ODD_BODIES: (string | Buffer)[] = ['{', '[]', 'null', '"x"', '{"a":}', '[['.repeat(5_000), '{"__proto__":{"admin":true}}', '\ufeff{}', '{}{}', 'NaN', '1e999', `{"a":"${'x'.repeat(300_000)}"}`, Buffer.from([0xff, 0xfe, 0x7b, 0x7d]), Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), '{"a":1,"a":2}', ' ', '\0', `{${'"k":1,'.repeat(5_000)}"k":1}`, `[${'{},'.repeat(20_000)}{}]`];

/** Makes requests out of the document: right ones, some with one thing wrong, and some that nobody would think of. */
export class Requests {
  constructor(
    private readonly random: Random,
    private readonly contract: Contract,
    private readonly values: Values,
    private readonly cast: Cast,
  ) {}

  next(routes: readonly Route[]): Sending {
    const { random } = this;
    const route = random.pick(routes);
    const kind: Kind = random.chance(0.4) ? 'right' : random.chance(0.6) ? 'nearly right' : 'wild';
    const sending = this.right(route, kind);
    if (kind === 'nearly right') this.spoil(sending, route);
    if (kind === 'wild') this.run(sending);
    return sending;
  }

  /** A right one, by whom it is for. */
  byOwner(route: Route): Sending {
    return this.right(route, 'right', 0);
  }

  private right(route: Route, kind: Kind, byStrangers = kind === 'right' ? 0.15 : 0.3): Sending {
    const { random } = this;
    const { who, names } = this.cast.owner(route);
    const strangers = random.chance(byStrangers);
    const schema = this.contract.schemaOfBody(route);
    const body = schema && this.body(route, schema);
    return {
      kind, route,
      who: strangers ? random.pick(this.cast.people) : who,
      method: route.method.toUpperCase(),
      url: pathOf(route, names) + this.query(route),
      headers: { ...this.rightHeaders(route), ...(schema ? { 'content-type': 'application/json' } : {}) },
      ...(schema ? { body: jsonOf(body), fits: this.contract.faults(schema, body).length === 0 } : {}),
    };
  }

  private body(route: Route, schema: Schema): unknown {
    const example = route.operation.requestBody!.content['application/json']!.example;
    return this.random.chance(0.5) ? this.values.real(structuredClone(example)) : this.values.right(schema);
  }

  private rightHeaders(route: Route): Record<string, string> {
    const named = (route.operation.parameters ?? []).filter((parameter) => parameter.in === 'header');
    const wanted = named.filter(({ required }) => required || this.random.chance(0.2)).map(({ name }) => name.toLowerCase());
    const values: Record<string, string> = { 'idempotency-key': newId(), 'if-match': '*', 'if-none-match': '"1.aaaaaaaaaaaaaaaa"', 'last-event-id': '1' };
    return Object.fromEntries(wanted.map((name) => [name, values[name] ?? 'x']));
  }

  private query(route: Route, spoilt = false): string {
    const { random } = this;
    const named = (route.operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
    const wanted = named.filter(({ required, name }) => required === true || (name !== 'cursor' && random.chance(0.4)));
    const query = wanted.map(({ name, schema }) => {
      const value = this.values.right(schema!, name);
      return `${name}=${encodeURIComponent(spoilt ? `${String(value)}${random.pick(['x', '\0', '-', '9'.repeat(20)])}` : String(value))}`;
    });
    return query.length > 0 ? `?${query.join('&')}` : '';
  }

  /** One thing that is not as documented: in the body, the query, the path or the headers. */
  private spoil(sending: Sending, route: Route): void {
    const { random } = this;
    const schema = this.contract.schemaOfBody(route);
    const places = [...(schema ? ['body', 'body', 'body', 'body'] : []), ...(sending.url.includes('?') ? ['query', 'query'] : []), ...(route.path.includes('{') ? ['path'] : []), 'header'];
    switch (random.pick(places)) {
      case 'body': {
        const text = jsonOf(this.values.spoilt(this.body(route, schema!)));
        sending.body = text;
        sending.fits = this.contract.faults(schema!, readBack(text)).length === 0;
        break;
      }
      case 'query':
        sending.url = sending.url.split('?')[0]! + this.query(route, true);
        break;
      case 'path': {
        const names = Object.fromEntries([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name!, random.chance(0.5) ? newId() : random.pick(ODD_PATHS)]));
        sending.url = pathOf(route, names);
        break;
      }
      default:
        Object.assign(sending.headers, random.pick(ODD_HEADERS));
    }
  }

  /** Several things at once that no client would do. */
  private run(sending: Sending): void {
    const { random } = this;
    const wild = [
      () => { sending.method = random.pick(ODD_METHODS); },
      () => { sending.url = sending.url.split('?')[0]! + random.pick(ODD_QUERIES); },
      () => { sending.url = random.pick(['/', '//', '/v1', '/v2/stores', '/v1/stores/', '/V1/stores', '/v1//stores', '/v1/stores/../me', '/.env', '/metrics', '/v1/%2e%2e/me', `/${'a'.repeat(3_000)}`, '/v1/stores/%zz', '/v1/admin', '/graphql', '*']); },
      () => { sending.body = random.pick(ODD_BODIES); delete sending.fits; },
      () => { sending.headers['content-type'] = random.pick(ODD_TYPES); sending.body ??= '{}'; },
      () => { Object.assign(sending.headers, random.pick(ODD_HEADERS)); },
    ];
    for (let times = 1 + random.below(3); times > 0; times--) random.pick(wild)();
    // Nobody answers too large a HEAD as HEAD: its method was never read.
    if (sending.method === 'HEAD') delete sending.headers['big'];
    delete sending.fits;
    delete sending.route;
  }
}

function pathOf({ path }: Route, names: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => names[name] ?? newId());
}

/** As the server reads it: what is no number any more is none there, either. */
function readBack(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends it as it is; once more on a connection that the server was just closing. */
export async function send(...sending: Parameters<typeof sendOnce>): Promise<Answered> {
  try {
    return await sendOnce(...sending);
  } catch (error) {
    if ((error as { isReused?: boolean }).isReused !== true) throw error;
    return sendOnce(...sending);
  }
}

/** A stream is let go of once it begins. */
function sendOnce(base: string, { method, url, headers, body }: Sending, token: string | undefined, agent: Agent): Promise<Answered> {
  const { hostname, port } = new URL(base);
  const own = token === undefined || headers['authorization'] !== undefined ? {} : { authorization: `Bearer ${token}` };
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((done, fail) => {
    const sent = request({ agent, hostname, port, method, path: url, headers: { ...own, ...length, ...headers } }, (answer) => {
      const parts: Buffer[] = [];
      const finish = () => done({ status: answer.statusCode!, headers: answer.headers as Answered['headers'], text: Buffer.concat(parts).toString() });
      if (answer.headers['content-type']?.startsWith('text/event-stream')) {
        finish();
        sent.destroy();
        return;
      }
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', finish).on('error', fail);
    });
    sent.setTimeout(20_000, () => sent.destroy(new Error('no answer after 20 s')));
    sent.on('error', (error) => fail(Object.assign(error, { isReused: sent.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET' }))).end(body);
  });
}
