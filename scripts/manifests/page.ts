import { peerSetting, type ServiceNeeds } from '@demae/platform';
import { callersOf, NEEDS, portOf } from './platform.js';
import { isOptional, secretsOf } from './secrets.js';

/** docs/needs.md: what each service needs, for people. */
export function needsPage(all: readonly ServiceNeeds[] = NEEDS): string {
  const lines = [
    '# What each service needs',
    '',
    'Written by `npm run manifests` from the services\' own definitions and handlers, as is `k8s/base`; `npm run check` says when it is stale. Every setting stands in [settings](configuration.md), every event in [the choreography](sagas.md).',
    '',
    ...all.flatMap(section),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function section(needs: ServiceNeeds): string[] {
  const { name, ports, settings, peers, servers, topics, consumers, outside } = needs;
  const required = Object.entries(settings).filter(([setting, { optional, default: value }]) => !optional && value === undefined && !secretsOf(needs).includes(setting)
    && !peers.map(peerSetting).includes(setting)).map(([setting]) => setting);
  const rows: [string, string][] = [
    ['answers', ports.map((port) => `${port.name} ${portOf(needs, port.name)}`).join(', ')],
    ['is asked by', words(callersOf(name))],
    ['asks', words(peers)],
    ['runs on', words(servers)],
    ['must be told', code(required)],
    ['must be given in secret', code(secretsOf(needs).filter((setting) => !isOptional(needs, setting)))],
    ['may be given in secret', code(secretsOf(needs).filter((setting) => isOptional(needs, setting)))],
    ['reaches outside', outside.map(({ setting, ports: there }) => `\`${setting}\` (${there.join(', ')})`).join(', ')],
    ['writes', code(topics.writes)],
    ['hears', consumers.map(({ group, topics: heard }) => `\`${group}\`: ${words(heard)}`).join('<br>')],
  ];
  return [`## ${name}`, '', '| | |', '|---|---|', ...rows.filter(([, text]) => text !== '').map(([label, text]) => `| ${label} | ${text} |`), ''];
}

const words = (items: readonly string[]) => items.join(', ');
const code = (items: readonly string[]) => items.map((item) => `\`${item}\``).join(', ');
