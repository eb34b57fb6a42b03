import { peerSettings, type SettingDeclarations } from '@demae/platform';

/** Of `npm start`, besides those of all services. */
export const standaloneSettings = {
  DEMAE_HOME: { kind: 'text', default: '.demae', what: 'the folder of all data' },
  DEMAE_SEED: { kind: 'text', default: 'demo', choices: ['demo', 'none'], what: 'what is there after the first start: demo stores and accounts, or the admin only' },
  DEMAE_ADMIN_PASSWORD: { kind: 'secret', optional: true, what: "with DEMAE_SEED=none: the admin's password" },
  LOG_LEVEL: { kind: 'text', default: 'info', what: 'the least serious log lines to write' },
} as const satisfies SettingDeclarations;

/** Of the program that seeds services which are processes of their own, besides those of the user service. */
export const seedSettings = {
  DEMAE_SEED: { kind: 'text', default: 'demo', choices: ['demo', 'none'], what: 'what to put there: demo stores and accounts, or the admin only' },
  DEMAE_ADMIN_PASSWORD: { kind: 'secret', optional: true, what: "with DEMAE_SEED=none: the admin's password" },
  LOG_LEVEL: { kind: 'text', default: 'warn', what: 'the least serious log lines to write' },
  ...peerSettings(['user', 'catalog', 'inventory', 'delivery']),
} as const satisfies SettingDeclarations;
