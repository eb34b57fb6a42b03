import { readBackup } from './backup/backup.js';
import { restore, type Restored } from './backup/restore.js';
import { commandLine, misused, text } from './command-line.js';
import { findPrograms } from './stack/programs.js';
import { RunningStack } from './stack/running.js';

const USAGE = `npm run restore -- --from DIR [--only order,payment]: stops those services of a stack that runs, puts their databases back as they
were, brings them and the log together again (main.js rejoin), and starts them. All others go on meanwhile.
Environment: DEMAE_HOME (.demae/stack) of the stack.`;

const { values: { from, only } } = commandLine(USAGE, { from: text, only: text });
if (from === undefined) misused(USAGE, 'From where? --from DIR, which npm run backup has filled.');
const backup = readBackup(from);
const stack = RunningStack.at(process.env['DEMAE_HOME'] ?? '.demae/stack');
try {
  const { postgres } = await findPrograms(console.error);
  const restored = await restore(stack, postgres, from, only?.split(',') ?? backup.services);
  console.log(restored.flatMap(linesOf).join('\n'));
  console.log('They run again and hear what they have missed. When everything is at rest: npm run audit');
} finally {
  await stack.close();
}

function linesOf({ service, report: { knowsUntil, recovered, toLookAt, lost, moved } }: Restored): string[] {
  return [
    `${service}: back as of ${String(knowsUntil ?? backup.at)}; ${recovered.length} facts recovered, ${moved.length} positions moved back`,
    ...lost.map((what) => `  lost: ${what}`),
    ...toLookAt.map((what) => `  to be looked at: ${what}`),
  ];
}
