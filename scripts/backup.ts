import { backUp } from './backup/backup.js';
import { commandLine, misused, text } from './command-line.js';
import { findPrograms } from './stack/programs.js';
import { RunningStack } from './stack/running.js';
import { SERVICES } from './stack/services.js';

const USAGE = `npm run backup -- --to DIR [--only order,payment]: copies of the databases of a stack that runs, with what they are, into a folder.
Environment: DEMAE_HOME (.demae/stack) of the stack.`;

const { values: { to, only } } = commandLine(USAGE, { to: text, only: text });
const services = only?.split(',') ?? [...SERVICES];
const unknown = services.filter((service) => !(SERVICES as readonly string[]).includes(service));
if (unknown.length > 0) misused(USAGE, `There is no service ${unknown.join(', ')}; there is ${SERVICES.join(', ')}.`);
if (to === undefined) misused(USAGE, 'Where to? --to DIR.');
const stack = RunningStack.at(process.env['DEMAE_HOME'] ?? '.demae/stack');
try {
  const { postgres } = await findPrograms(console.error);
  const { at } = await backUp(stack, postgres, to, services);
  console.log(`${services.join(', ')} as of ${at}: ${to}. Back with: npm run restore -- --from ${to}`);
} finally {
  await stack.close();
}
