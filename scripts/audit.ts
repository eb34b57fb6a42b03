import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '@demae/saga';
import { audit, PARTAKERS } from './audit/audit.js';
import { allTopics, auditDeadLetters, auditHeard, auditLog, auditSaid, readLog } from './audit/log-audit.js';
import { readWitness } from './audit/witness.js';
import { commandLine, flag, text } from './command-line.js';
import { RunningStack } from './stack/running.js';

const USAGE = `npm run audit: whether the books of a stack at rest balance. It reads the databases, the log and the bank's own books, and asks no
service. Ends with 1 when something is wrong, after saying what.
  --witness FILE  what somebody outside saw: acknowledged orders, what was stocked, which messages nobody can read
  --json
Environment: DEMAE_HOME (.demae/stack) of the stack.`;

/** Longest until a stack that is said to be at rest is, milliseconds: a process that has hung since a fault is only now started again, and joins its groups. */
const PATIENCE = 180_000;
const { values: { witness: file, json } } = commandLine(USAGE, { witness: text, json: flag });
const witness = file === undefined ? undefined : readWitness(file);
const stack = RunningStack.at(process.env['DEMAE_HOME'] ?? '.demae/stack');
try {
  const wrong = await findings();
  if (json) console.log(JSON.stringify({ wrong }, null, 2));
  else console.log(wrong.length === 0 ? 'The books balance.' : `${wrong.length} findings:\n${wrong.map((one) => `  ${one}`).join('\n')}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  await stack.close();
}

async function findings(): Promise<string[]> {
  const query = stack.query.bind(stack);
  const log = await stack.log();
  const { topics, dead } = allTopics();
  const [said, letters] = await Promise.all([readLog(log, topics, `demae-audit-${newId()}`), readLog(log, dead, `demae-audit-${newId()}`)]);
  const poison = new Set(witness?.poison ?? []);
  const stocked = new Map(Object.entries(witness?.stocked ?? {}));
  const sound = said.filter(({ key }) => !poison.has(key));
  return [
    ...(await unrest()).map((what) => `not at rest: ${what}`),
    ...(await acknowledgedThatAreMissing()),
    ...(await audit({ query, charges: await stack.charges(), stocked, poison })),
    ...(await auditLog(query, sound)),
    ...(await auditSaid(query, sound)),
    ...(await auditHeard(query, PARTAKERS, sound)),
    ...(await auditDeadLetters(query, PARTAKERS, letters, poison)),
  ];
}

/** What stays so for a while: a service that is slow to say what time it is is no finding. */
async function unrest(): Promise<string[]> {
  for (const end = Date.now() + PATIENCE; ; await pause(500)) {
    const found = await stack.unrest().catch((error: unknown) => [String(error)]);
    if (found.length === 0 || Date.now() > end) return found;
  }
}

async function acknowledgedThatAreMissing(): Promise<string[]> {
  if (!witness) return [];
  const wrong: string[] = [];
  const orders = new Set((await stack.query<{ id: string }>('order', 'select id from customer_order')).map(({ id }) => id));
  const byId = new Map<string, string>();
  for (const { id, key } of witness.acknowledged) {
    if (!orders.has(id)) wrong.push(`${key} was answered with order ${id}, which is not there`);
    if (byId.has(id)) wrong.push(`order ${id} was the answer to both ${byId.get(id)} and ${key}`);
    byId.set(id, key);
  }
  for (const id of orders) if (!byId.has(id)) wrong.push(`order ${id} was never answered`);
  return wrong;
}
