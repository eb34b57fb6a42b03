import { readFileSync, writeFileSync } from 'node:fs';
import { settingsOf, type SettingDeclaration, type SettingDeclarations } from '@demae/platform';
import { gateway } from '../apps/gateway/src/gateway.module.js';
import { bankSettings } from '../apps/payment/src/bank/bank-settings.js';
import { SERVICES } from '../apps/standalone/src/demae.js';
import { seedSettings, standaloneSettings } from '../apps/standalone/src/standalone-settings.js';
import { commandLine, flag } from './command-line.js';

const USAGE = `npm run settings: writes docs/configuration.md from the services' definitions.
  --check  only says whether the file is fresh`;
const { values: { check } } = commandLine(USAGE, { check: flag });

type Row = readonly [name: string, setting: SettingDeclaration];

const all = new Map([gateway, ...SERVICES].map((definition) => [definition.name, settingsOf(definition)]));
const withData = SERVICES.map(({ name }) => name);
const same = (name: string, services: readonly string[]) => {
  const found = services.map((service) => JSON.stringify(all.get(service)![name]));
  return found.every((text) => text !== undefined && text === found[0]);
};
const everywhere = (name: string) => same(name, [...all.keys()]);
const whereDataIs = (name: string) => !everywhere(name) && same(name, withData);

function rows(settings: SettingDeclarations, wanted: (name: string) => boolean = () => true): Row[] {
  return Object.entries(settings).filter(([name]) => wanted(name));
}

function table(settings: readonly Row[]): string[] {
  return ['| name | kind | default | what it is |', '|---|---|---|---|', ...settings.map(([name, setting]) => `| \`${name}\` | ${kind(setting)} | ${standard(setting)} | ${setting.what} |`), ''];
}

function kind({ kind: word, choices, least, most }: SettingDeclaration): string {
  if (choices) return choices.join(', ');
  if (least === undefined && most === undefined) return word;
  return `${word}, ${most === undefined ? `from ${least}` : `${least ?? '…'} to ${most}`}`;
}

function standard({ kind: word, default: value, optional }: SettingDeclaration): string {
  if (value === undefined) return optional ? '' : '**required**';
  return word === 'flag' ? (value ? 'on' : 'off') : `\`${value}\``;
}

const lines = [
  '# Settings',
  '',
  'Written by `npm run settings` from the services\' own definitions; `npm run check` says when it is stale.',
  '',
  'All settings come from the environment. A service reads them once, at its start; when some are missing or wrong it does not start, and one message names all of them and says what to write. An empty value counts as a missing one. A *flag* is `on` or `off`, a *share* a number from 0 to 1, a *duration* like `30s`, `3m` or `2h`, a *secret* is never printed.',
  '',
  '## Every service',
  '',
  ...table(rows(all.get('gateway')!, everywhere)),
  '## Every service but the gateway',
  '',
  'With `KAFKA_BROKERS` the events go over Kafka. Without, `DEMAE_EVENTS` is required, and nothing else may use that folder.',
  '',
  ...table(rows(all.get(withData[0]!)!, whereDataIs)),
  ...[...all].flatMap(([name, settings]) => [`## ${name}`, '', ...table(rows(settings, (setting) => !everywhere(setting) && !whereDataIs(setting)))]),
  '## The simulated bank',
  '',
  'A program of its own outside of `npm start`: `dist/apps/payment/src/bank/main.js`.',
  '',
  ...table(rows(bankSettings)),
  '## The seeding program',
  '',
  '`dist/apps/standalone/src/seed-main.js` puts the first accounts there and ends. It takes the settings of `user` besides.',
  '',
  ...table(rows(seedSettings)),
  '## Everything in one process',
  '',
  '`npm start` takes the settings of all services, and has a value of its own for each that is required and for `DEMAE_SANDBOX` (on). Besides:',
  '',
  ...table(rows(standaloneSettings)),
];

const file = 'docs/configuration.md';
const markdown = `${lines.join('\n').trimEnd()}\n`;
if (check) {
  const fresh = readFileSync(file, 'utf8') === markdown;
  if (!fresh) console.error(`${file} is stale; run npm run settings and commit it.`);
  process.exit(fresh ? 0 : 1);
}
writeFileSync(file, markdown);
console.log(`wrote ${file}`);
