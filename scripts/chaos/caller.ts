import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random.js';

export interface Answer {
  status: number;
  text: string;
}

/** Told of each answer: its status and text, 0 for none, and how long it took, milliseconds. */
export type Watch = (method: string, path: string, answer: Answer, ms: number) => void;

/** Longest that a person waits for one answer, milliseconds: longer than the platform ever takes to say yes or no. */
const PATIENCE = 60_000;
const PASSWORD = 'demae-demo';

/** Somebody at the doors of a platform that may be out of order at any moment: asks again until there is an answer. */
export class Caller {
  private token: string | undefined;

  private constructor(
    private readonly doors: readonly string[],
    private readonly email: string,
    private readonly random: Random,
    private readonly until: AbortSignal,
    private readonly watch?: Watch,
  ) {}

  /** Opens an account. @param doors where the gateways answer: whoever takes one out of the list keeps people from it */
  static async register(doors: readonly string[], name: string, role: string, random: Random, until: AbortSignal, watch?: Watch): Promise<Caller> {
    const caller = new Caller(doors, `${name}-${process.pid}-${Date.now()}@demae.test`, random, until, watch);
    const answer = await caller.ask('POST', '/v1/auth/register', { email: caller.email, password: PASSWORD, name, role });
    // An answer that was lost leaves an account behind, for whoever logs in.
    if (answer.status === 201) caller.token = (JSON.parse(answer.text) as { accessToken: string }).accessToken;
    return caller;
  }

  /** The first answer that is one: not a lost connection, not "come again later". @throws Error when the time to try is over */
  async ask(method: string, path: string, body?: object, extra: Record<string, string> = {}): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      const answer = await this.once(method, path, body, extra);
      if (answer && ![429, 502, 503, 504].includes(answer.status)) {
        if (answer.status !== 401 || path.startsWith('/v1/auth/')) return answer;
        await this.logIn();
      }
      if (this.until.aborted) throw new Error(`${method} ${path}: no answer before the time was over; the last one was ${answer ? `${answer.status} ${answer.text}` : 'none'}`);
      await pause(Math.min(50 * 2 ** tries, 1_000));
    }
  }

  /** @throws Error on anything but a good answer. */
  async must<T>(method: string, path: string, body?: object, extra: Record<string, string> = {}): Promise<T> {
    const answer = await this.ask(method, path, body, extra);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return (answer.text ? JSON.parse(answer.text) : undefined) as T;
  }

  private async logIn(): Promise<void> {
    const { accessToken } = await this.must<{ accessToken: string }>('POST', '/v1/auth/login', { email: this.email, password: PASSWORD });
    this.token = accessToken;
  }

  private async once(method: string, path: string, body: object | undefined, extra: Record<string, string>): Promise<Answer | undefined> {
    const headers: Record<string, string> = { ...extra };
    if (this.token && !path.startsWith('/v1/auth/')) headers['authorization'] = `Bearer ${this.token}`;
    if (body) headers['content-type'] = 'application/json';
    const began = performance.now();
    const seen = (answer: Answer) => this.watch?.(method, path, answer, performance.now() - began);
    try {
      const response = await fetch(this.random.pick(this.doors) + path, { method, headers, signal: AbortSignal.timeout(PATIENCE), ...(body && { body: JSON.stringify(body) }) });
      const answer = { status: response.status, text: await response.text() };
      seen(answer);
      return answer;
    } catch (error) {
      seen({ status: 0, text: String((error as Error).cause ?? error) });
      return undefined;
    }
  }
}
