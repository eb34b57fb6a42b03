import { status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { BrokenCircuitError, circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { carriesProblem } from '../problem/grpc-problem.js';
import { unavailable } from '../problem/problem.js';

/** So many failures without a success in between, and nobody is sent there any more. */
const FAILURES = 5;
/** Milliseconds after which one call tries again, all others being refused until it is back. */
const PAUSE = 1_000;

/**
 * Keeps calls from waiting for a peer that is gone: after some that it did not answer, the next are refused at once, until one that
 * tries gets through. What the peer itself says no to is an answer, also a 503 of its own.
 */
export class Breaker {
  /** What came of the calls so far: `silent` when no answer came, `spared` when nobody was asked. */
  readonly calls = { answered: 0, silent: 0, spared: 0 };
  private readonly circuit = circuitBreaker(handleWhen(isSilence), { halfOpenAfter: PAUSE, breaker: new ConsecutiveBreaker(FAILURES) });

  constructor(private readonly peer: string) {
    const logger = new Logger(Breaker.name);
    this.circuit.onBreak(() => logger.warn(`The ${peer} service does not answer; it is asked again in ${PAUSE} ms.`));
    this.circuit.onReset(() => logger.log(`The ${peer} service answers again.`));
  }

  /** @throws Problem 503 without a call while the peer is taken to be gone; else whatever the call throws. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    // Whoever came now would wait for the one that tries.
    if (this.circuit.state === CircuitState.HalfOpen) throw this.refusal();
    try {
      const answer = await this.circuit.execute(call);
      this.calls.answered += 1;
      return answer;
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw this.refusal();
      this.calls[isSilence(error as Error) ? 'silent' : 'answered'] += 1;
      throw error;
    }
  }

  get state(): 'closed' | 'open' | 'half_open' {
    if (this.circuit.state === CircuitState.Closed) return 'closed';
    return this.circuit.state === CircuitState.HalfOpen ? 'half_open' : 'open';
  }

  private refusal(): Error {
    this.calls.spared += 1;
    return unavailable(`The ${this.peer} service does not answer right now. Try again in a moment.`, Math.ceil(PAUSE / 1_000));
  }
}

function isSilence(error: Error): boolean {
  const { code } = error as ServiceError;
  return (code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED) && !carriesProblem(error as ServiceError);
}
