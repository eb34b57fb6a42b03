import { expect } from '@jest/globals';
import { newId } from '@demae/saga/events';
import type { Shop } from '@demae/testing';
import request, { type Response, type Test } from 'supertest';

export const PASSWORD = 'correct horse battery';

/** A route as it is written in messages: `GET /v1/stores`. */
export const nameOf = ({ method, path }: { method: string; path: string }) => `${method.toUpperCase()} ${path}`;

/** Somebody before the gateway, logged in when there is a token. */
export class Visitor {
  constructor(
    readonly url: string,
    public accessToken?: string,
  ) {}

  get(path: string): Test {
    return this.signed(request(this.url).get(path));
  }

  post(path: string, body?: object | string): Test {
    return this.signed(request(this.url).post(path), body);
  }

  put(path: string, body?: object | string): Test {
    return this.signed(request(this.url).put(path), body);
  }

  patch(path: string, body?: object | string): Test {
    return this.signed(request(this.url).patch(path), body);
  }

  delete(path: string, body?: object | string): Test {
    return this.signed(request(this.url).delete(path), body);
  }

  private signed(test: Test, body?: object | string): Test {
    if (this.accessToken !== undefined) void test.set('authorization', `Bearer ${this.accessToken}`);
    return body === undefined ? test : test.send(body);
  }
}

/** What register, login and refresh answer. */
export interface SignedIn {
  user: { id: string; email: string; name: string; roles: string[] };
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}

/** Somebody with an account. */
export class Person extends Visitor {
  refreshToken: string;

  constructor(
    url: string,
    readonly signedIn: SignedIn,
  ) {
    super(url, signedIn.accessToken);
    this.refreshToken = signedIn.refreshToken;
  }

  get id(): string {
    return this.signedIn.user.id;
  }

  get email(): string {
    return this.signedIn.user.email;
  }

  /** On another device. */
  async logsInAgain(password = PASSWORD): Promise<Person> {
    const answer = await new Visitor(this.url).post('/v1/auth/login', { email: this.email, password }).expect(200);
    return new Person(this.url, answer.body as SignedIn);
  }
}

export function visitorOf(shop: Shop): Visitor {
  return new Visitor(shop.url);
}

/** Opens an account over HTTP. */
export async function register(shop: Shop, role: 'customer' | 'merchant' | 'driver' = 'customer', name = 'Ann'): Promise<Person> {
  const answer = await visitorOf(shop).post('/v1/auth/register', { email: `${newId()}@example.com`, password: PASSWORD, name, role }).expect(201);
  return new Person(shop.url, answer.body as SignedIn);
}

/** Roles that nobody can register for. */
export async function staff(shop: Shop, role: 'support' | 'admin'): Promise<Person> {
  const email = `${newId()}@demae.test`;
  await shop.ground.ensureUser!({ email, password: PASSWORD, name: 'Yuki', roles: [role] });
  const answer = await visitorOf(shop).post('/v1/auth/login', { email, password: PASSWORD }).expect(200);
  return new Person(shop.url, answer.body as SignedIn);
}

export interface ProblemBody extends Record<string, unknown> {
  status: number;
  detail: string;
  errors: { path: string; message: string }[];
}

/** The problem in an answer, after a look at what every problem has. */
export function problemIn(response: Response, status: number): ProblemBody {
  const body = response.body as ProblemBody;
  expect({ status: response.status, type: response.headers['content-type'], body }).toEqual({
    status,
    type: 'application/problem+json; charset=utf-8',
    body: expect.objectContaining({
      type: expect.stringMatching(/^(about:blank|urn:demae:problem:[\w-]+)$/),
      title: expect.stringMatching(/./),
      status,
      detail: expect.stringMatching(/./),
      instance: new URL(response.request.url).pathname,
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      ...(status === 400 ? { errors: expect.any(Array) } : {}),
    }),
  });
  // No stack, no statement, no path of ours.
  expect(response.text).not.toMatch(/\bat .+:\d+:\d+|node_modules|select .+ from|TypeError|undefined/i);
  if (status === 401) expect(response.headers['www-authenticate']).toMatch(/^Bearer /);
  if (status === 429 || status === 503) expect(response.headers['retry-after']).toMatch(/^\d+$/);
  return body;
}

export async function refusal(test: Test, status: number): Promise<ProblemBody> {
  return problemIn(await test, status);
}
