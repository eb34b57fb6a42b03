import { unavailable } from '@demae/platform';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';

// OWASP's first choice for argon2id. 19 MiB in KiB.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of nothing anybody knows, at the same cost: an unknown name takes as long as a wrong password. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$Y3Jvc3MgdGhlIHN0cmVldA$uCmCO5OuN3bFZ6yv9fWBSfKMcbQ0fDZyfAxKgqQC8+I';

/** About three seconds of work on each core: whoever comes later would give up before their turn. */
const LONGEST_LINE_PER_CORE = 100;

/** Argon2id, one hash at a time per core: more would only be slower for everyone and take 19 MiB each. */
@Injectable()
export class Passwords {
  private readonly cores = availableParallelism();
  private busy = 0;
  private readonly line: (() => void)[] = [];

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
    if (this.busy >= this.cores) {
      if (this.line.length >= LONGEST_LINE_PER_CORE * this.cores) throw unavailable('Too many people are signing in right now; try again in a few seconds.');
      await new Promise<void>((resolve) => this.line.push(resolve));
    } else this.busy++;
    try {
      return await work();
    } finally {
      // Whoever is next takes the place over; it is free only when nobody waits.
      const next = this.line.shift();
      if (next) next();
      else this.busy--;
    }
  }
}
