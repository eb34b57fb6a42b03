import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, milliseconds } from '@demae/saga';
import { KEEP } from './once-per-key.js';

const EVERY = milliseconds('10m');

/** Idempotency keys are kept for a day, then their place is given back. */
@Injectable()
export class ForgetKeys implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    // A failure is nothing to act on: the next round does the same work.
    this.timer = setInterval(() => void this.forget().catch(() => undefined), EVERY).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async forget(): Promise<void> {
    await this.dataSource.query('delete from idempotency_key where created_at < $1', [new Date(this.clock.now().getTime() - KEEP)]);
  }
}
