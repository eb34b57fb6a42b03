/** Milliseconds before the second try; doubled for each further one. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;

export interface Try {
  /** Whether the same request may be sent again although it may have been done: it would not be done twice. */
  repeatable: boolean;
  /** When to give up, as of Date.now(). */
  until: number;
  signal: AbortSignal | undefined;
}

/** "Too many": it was certainly not done. */
const TOO_MANY = 429;
/** A service or a gateway in between is away: it may have been done. */
const AWAY = new Set([502, 503, 504]);

/** The first answer that is one, or the last one of its time. @throws TypeError when no server answered in that time */
export async function patiently(ask: () => Promise<Response>, { repeatable, until, signal }: Try): Promise<Response> {
  for (let tries = 0; ; tries++) {
    let answer: Response | undefined;
    let lost: unknown;
    try {
      answer = await ask();
    } catch (error) {
      if (!isLost(error)) throw error;
      lost = error;
    }
    const again = answer?.status === TOO_MANY || (repeatable && (!answer || AWAY.has(answer.status)));
    const wait = pauseBefore(tries, answer?.headers.get('retry-after'));
    if (!again || Date.now() + wait > until) {
      if (answer) return answer;
      throw lost;
    }
    await answer?.body?.cancel();
    await pause(wait, signal);
  }
}

/** Whether a connection failed or broke: that is the one thing for which fetch throws a TypeError. */
export function isLost(error: unknown): boolean {
  return (error as Error | undefined)?.name === 'TypeError';
}

function pauseBefore(tries: number, retryAfter: string | null | undefined): number {
  const seconds = Number(retryAfter);
  if (retryAfter && Number.isFinite(seconds)) return Math.max(seconds * 1_000, FIRST_PAUSE);
  return Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE) * (0.5 + Math.random() / 2);
}

/** Resolves later, or rejects when the signal says so. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    if (signal?.aborted) return stop();
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
