import { unavailable, type Problem } from '@demae/platform';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';

// OWASP's first choice for argon2id. 19 MiB in KiB.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of nothing anybody knows, at the same cost: an unknown name takes as long as a wrong password. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$Y3Jvc3MgdGhlIHN0cmVldA$uCmCO5OuN3bFZ6yv9fWBSfKMcbQ0fDZyfAxKgqQC8+I';

/** Milliseconds that anybody waits for their turn. Whoever asks waits longer: nothing is done that nobody hears the end of. */
const LONGEST_WAIT = 10_000;

interface Waiting {
  since: number;
  go(): void;
  refuse(reason: Problem): void;
}

/** Argon2id, one hash at a time per core: more would only be slower for everyone and take 19 MiB each. */
@Injectable()
export class Passwords {
  private readonly cores = availableParallelism();
  private busy = 0;
  private readonly line: Waiting[] = [];
  /** Milliseconds that a hash takes, as of late: on a busy machine a short line is a long wait. */
  private each = 40;

  /** @throws Problem 503 when too many wait already. */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password.normalize('NFKC'), COST));
  }

  /** Whether this is the password; false, after the same time, without a stored hash. @throws Problem 503 when too many wait already. */
  async matches(stored: string | null | undefined, password: string): Promise<boolean> {
    const right = await this.inTurn(() => verify(stored ?? NOBODY, password.normalize('NFKC')));
    return right && stored !== undefined && stored !== null;
  }

  private async inTurn<R>(work: () => Promise<R>): Promise<R> {
    if (this.busy >= this.cores) await this.turn();
    else this.busy++;
    const begun = performance.now();
    try {
      return await work();
    } finally {
      this.each += (performance.now() - begun - this.each) / 8;
      this.next();
    }
  }

  private turn(): Promise<void> {
    const wait = ((this.line.length + 1) / this.cores) * this.each;
    if (wait > LONGEST_WAIT) throw tooMany(wait);
    return new Promise((go, refuse) => this.line.push({ since: performance.now(), go, refuse }));
  }

  /** Whoever is next takes the place over; it is free only when nobody waits. */
  private next(): void {
    for (let next = this.line.shift(); next; next = this.line.shift()) {
      if (performance.now() - next.since <= LONGEST_WAIT) return next.go();
      next.refuse(tooMany(this.line.length * this.each));
    }
    this.busy--;
  }
}

function tooMany(wait: number): Problem {
  return unavailable('Too many people are signing in right now; try again in a few seconds.', Math.max(1, Math.ceil(wait / 1000)));
}
