import type { SettingDeclarations } from '@demae/platform';

export const bankSettings = {
  HOST: { kind: 'text', default: '127.0.0.1', what: 'the address to answer on; 0.0.0.0 in a container' },
  PORT: { kind: 'whole', default: 8090, least: 0, most: 65535, what: 'the port to answer on, also /livez and /readyz; 0 for a free one' },
  BANK_BOOKS: { kind: 'text', example: '.demae/bank', what: "the folder of the bank's own books" },
} as const satisfies SettingDeclarations;
