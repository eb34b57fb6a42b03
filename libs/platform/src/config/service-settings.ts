import type { SettingDeclarations } from './settings.js';

/** What every service takes from its environment. */
export const sharedSettings = {
  LOG_LEVEL: {
    kind: 'text',
    default: 'info',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    what: 'the least serious log lines to write',
  },
  GRPC_HOST: { kind: 'text', default: '127.0.0.1', what: 'the address to answer gRPC on; 0.0.0.0 in a container' },
  GRPC_PORT: { kind: 'whole', default: 0, least: 0, most: 65535, what: 'the port to answer gRPC on; 0 for a free one' },
  HEALTH_PORT: { kind: 'whole', optional: true, least: 0, most: 65535, what: 'the port of /livez and /readyz; none when not set' },
  DEMAE_SANDBOX: { kind: 'flag', default: false, what: 'whether the clock may be moved and other tools of test environments work' },
} as const satisfies SettingDeclarations;

/** What `runService` needs besides; the one-process mode and the tests hand over objects instead. */
export const aloneSettings = {
  REDIS_URL: { kind: 'text', example: 'redis://127.0.0.1:6379', what: 'the Redis for sessions and caches; "memory:" for one inside the process' },
  DEMAE_EVENTS: {
    kind: 'text',
    example: '.demae/events',
    what: 'the folder of the event log of a service that runs alone in one process',
  },
} as const satisfies SettingDeclarations;

/** `order` → ORDER_DATABASE_URL and its company. */
export function databaseSettings(service: string): SettingDeclarations {
  const prefix = environmentName(service);
  return {
    [`${prefix}_DATABASE_URL`]: {
      kind: 'url',
      example: `postgres://user:password@127.0.0.1:5432/${service}`,
      what: "the service's own database",
    },
    [`${prefix}_DATABASE_POOL`]: { kind: 'whole', default: 8, least: 2, most: 1000, what: 'most connections to it at a time' },
  };
}

/** `order` → ORDER_GRPC_URL. */
export function peerSetting(peer: string): string {
  return `${environmentName(peer)}_GRPC_URL`;
}

export function environmentName(service: string): string {
  return service.toUpperCase().replaceAll('-', '_');
}
