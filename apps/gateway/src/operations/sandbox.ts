import { badRequest, Settings, unavailable } from '@demae/platform';
import { Clock } from '@demae/saga';
import { Injectable, NotFoundException, type CanActivate } from '@nestjs/common';
import { Form, Instant, OneOf, Whole } from '../http/fields.js';
import { parseDuration } from './duration.js';
import { Services } from './services.js';

export class AdvanceBody {
  @Form({ pattern: /^P[0-9A-Z.]{2,30}$/, like: 'PT3H', what: 'ISO 8601, up to a year' })
  advance!: string;
}

export class ClockView {
  @Instant()
  now!: string;
}

export class BehaviourBody {
  @OneOf(['declines', 'stalls', 'loses-answers', 'ok'])
  behaviour!: string;

  @Whole({ min: 1, max: 1_000_000, optional: true, what: 'for so many calls; until told otherwise when absent' })
  times?: number;
}

/** Outside of a sandbox its routes are not there. */
@Injectable()
export class SandboxOnly implements CanActivate {
  constructor(private readonly settings: Settings) {}

  canActivate(): boolean {
    if (!this.settings.get<boolean>('DEMAE_SANDBOX')) throw new NotFoundException();
    return true;
  }
}

const LONGEST = 366 * 86_400_000;

/** The clock of the whole platform. */
@Injectable()
export class SandboxClock {
  private moving: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly services: Services,
  ) {}

  now(): ClockView {
    return { now: this.clock.now().toISOString() };
  }

  /** Moves every service's time forward, one request after the other. @throws Problem 400 for no duration, 503 when a service is away. */
  async advance(duration: string): Promise<ClockView> {
    const milliseconds = parseDuration(duration);
    if (milliseconds === undefined || milliseconds > LONGEST) {
      throw badRequest('advance is no duration of at most a year.', [{ path: 'advance', message: 'must be an ISO 8601 duration up to a year, like PT3H' }]);
    }
    const moved = this.moving.then(() => this.moveTo(this.clock.now().getTime() + milliseconds));
    this.moving = moved.catch(() => undefined);
    await moved;
    return this.now();
  }

  /** To a time, not by a span: services that share a process share its clock, and one that was away before catches up. */
  private async moveTo(target: number): Promise<void> {
    for (const { ops } of this.services.all()) {
      const { now } = await ops.getClock({});
      const behind = target - now.getTime();
      if (behind > 0) await ops.advanceClock({ milliseconds: behind });
    }
    const behind = target - this.clock.now().getTime();
    if (behind > 0) this.clock.advance(behind);
  }
}

/** The simulated bank's own door: its books, and how it behaves. */
@Injectable()
export class SandboxBank {
  constructor(private readonly settings: Settings) {}

  books(): Promise<unknown> {
    return this.ask('GET', 'books');
  }

  behave(body: BehaviourBody): Promise<unknown> {
    return this.ask('POST', 'behaviour', body);
  }

  async reset(): Promise<void> {
    await this.ask('DELETE', 'behaviour');
  }

  private async ask(method: string, path: string, body?: object): Promise<unknown> {
    const url = this.settings.get<string | undefined>('BANK_URL');
    if (!url) throw unavailable('There is no simulated bank here: set BANK_URL.', 60);
    const sent = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    try {
      const answer = await fetch(`${url.replace(/\/$/, '')}/${path}`, { method, redirect: 'error', signal: AbortSignal.timeout(30_000), ...sent });
      if (!answer.ok) throw new Error(`The bank answered ${answer.status}.`);
      const text = await answer.text();
      return text ? (JSON.parse(text) as unknown) : undefined;
    } catch (error) {
      throw Object.assign(unavailable('The simulated bank does not answer right now.'), { cause: error });
    }
  }
}
