import { connect, DemaeProblem, type Demae } from '@demae/client';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Where a platform is looked for. */
export function platformUrl(): string {
  return process.env['DEMAE_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? 8080}`;
}

/** A way to the platform for somebody with an account, who has time when it is busy. */
export async function loggedIn(url: string, email: string, password: string): Promise<Demae> {
  const demae = connect({ url, patience: 120_000 });
  await demae.login({ body: { email, password } });
  return demae;
}

/** The same for somebody new, who waits when too many come at once, and logs in where the account was made although no answer came. */
export async function registered(url: string, email: string, name: string, role: 'customer' | 'merchant' | 'driver'): Promise<Demae> {
  const demae = connect({ url, patience: 120_000 });
  const password = 'demae-demo';
  const signIn = () => demae.register({ body: { email, password, name, role } }).catch((error: unknown) => {
    if (error instanceof DemaeProblem && error.status === 409) return demae.login({ body: { email, password } });
    throw error;
  });
  return until(`the account of ${email}`, () => signIn().then(() => demae, unlessBusy), 600, 1_000);
}

/** Nothing, for who asks again later, where the platform is too busy. @throws any other error */
export function unlessBusy(error: unknown): undefined {
  if (error instanceof DemaeProblem && error.status === 503) return undefined;
  throw error;
}

/** Asks until the answer is there. @throws Error after that many seconds, saying what it waited for. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 600, every = 150): Promise<T> {
  for (const end = Date.now() + seconds * 1_000; ; await pause(every)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited ${seconds} s for ${what}, in vain.`);
  }
}
