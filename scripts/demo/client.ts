/** What went wrong with a request, as the problem+json said it. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    request: string,
  ) {
    super(`${request} → ${status} ${JSON.stringify(body)}`);
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Where a platform is looked for. */
export function platformUrl(): string {
  return process.env['DEMAE_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? 8080}`;
}

/** A person's way to the platform: HTTP and nothing else. Waits when told to. */
export class Client {
  private token: string | undefined;

  constructor(readonly url: string) {}

  async login(email: string, password: string): Promise<this> {
    return this.signIn('/v1/auth/login', { email, password });
  }

  async register(email: string, name: string, role: string): Promise<this> {
    return this.signIn('/v1/auth/register', { email, password: 'demae-demo', name, role });
  }

  get<T>(path: string): Promise<T> {
    return this.send<T>('GET', path);
  }

  post<T>(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<T> {
    return this.send<T>('POST', path, body, headers);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.send<T>('PUT', path, body);
  }

  private async signIn(path: string, body: unknown): Promise<this> {
    this.token = (await this.post<{ accessToken: string }>(path, body)).accessToken;
    return this;
  }

  private async send<T>(method: string, path: string, body?: unknown, extra: Record<string, string> = {}): Promise<T> {
    for (;;) {
      const headers: Record<string, string> = { ...extra };
      if (this.token) headers['authorization'] = `Bearer ${this.token}`;
      if (body !== undefined) headers['content-type'] = 'application/json';
      const response = await fetch(this.url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      if (response.status === 429 || (response.status === 503 && response.headers.has('retry-after'))) {
        await response.arrayBuffer();
        await pause(1_000 * Math.max(1, Number(response.headers.get('retry-after') ?? 1)));
        continue;
      }
      const text = await response.text();
      const parsed = (text ? JSON.parse(text) : undefined) as T;
      if (!response.ok) throw new HttpProblem(response.status, parsed, `${method} ${path}`);
      return parsed;
    }
  }
}

/** Asks until the answer is there. @throws Error after that many seconds, saying what it waited for. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 120, every = 150): Promise<T> {
  for (const end = Date.now() + seconds * 1_000; ; await pause(every)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited ${seconds} s for ${what}, in vain.`);
  }
}
