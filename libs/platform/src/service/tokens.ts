import type { EventLog } from '@demae/saga';
import type { ServiceHealth } from '../health/health.js';

/** The running service, for the platform's own parts. */
export const SERVICE = Symbol('SERVICE');

/** The Redis client: `@Inject(REDIS) private readonly redis: Redis`. */
export const REDIS = Symbol('REDIS');

export interface ServiceIdentity {
  name: string;
  log: EventLog | undefined;
  health(): Promise<ServiceHealth>;
}
