import { commandLine, flag, misused, text } from './command-line.js';
import { finish, loginAs, whereAndWho } from './demo/staff.js';
import { discardLine, letterLines, listLines, redriveLines } from './dead-letters/lines.js';
import { fetchLetters, hasStayed, redriveAll, type Narrowing } from './dead-letters/letters.js';

const USAGE = `npm run dead-letters -- list [--service …] [--consumer …] [--key …]
npm run dead-letters -- show <id>
npm run dead-letters -- redrive <id> | --all [--service …] [--consumer …] [--key …]  [--dry-run]
npm run dead-letters -- discard <id> --reason "why it is no loss"
Add --json for machines. Ends with 1 when something stays, or somebody did not answer.
${whereAndWho('admin')}`;

const HELP: Record<string, string> = { redrive: 'Which? An id, or --all.', discard: 'Which, and why? An id and a --reason.' };

/* `npm run dead-letters`: what the services of a running platform could not do, and its way back. */
const { values, positionals: [command, id] } = commandLine(USAGE, { service: text, consumer: text, key: text, reason: text, all: flag, 'dry-run': flag, json: flag }, 2);

/** Does what was asked for; says whether all is well. */
async function run(): Promise<boolean> {
  const { service, consumer, key, reason, all, 'dry-run': dryRun, json } = values;
  const narrowing = Object.fromEntries(Object.entries({ service, consumer, key }).filter(([, value]) => value !== undefined)) as Narrowing;
  const say = <T>(answer: T, lines: (answer: T) => string[]) => console.log(json ? JSON.stringify(answer, null, 2) : lines(answer).join('\n'));
  if (command === 'list' && id === undefined) {
    const found = await fetchLetters(await loginAs('admin'), narrowing);
    say(found, listLines);
    return found.missing.length === 0;
  }
  if (command === 'show' && id !== undefined) {
    const admin = await loginAs('admin');
    say(await admin.getDeadLetter({ id }), letterLines);
    return true;
  }
  if (command === 'redrive' && (id !== undefined) !== all) {
    const admin = await loginAs('admin');
    const report = id === undefined ? await redriveAll(admin, narrowing, dryRun) : await admin.redriveDeadLetter({ id, dryRun });
    say(report, redriveLines);
    return !report.items.some(hasStayed) && report.left === 0 && !report.missing;
  }
  if (command === 'discard' && id !== undefined && reason !== undefined) {
    const admin = await loginAs('admin');
    say(await admin.discardDeadLetter({ id, body: { reason } }), discardLine);
    return true;
  }
  return misused(USAGE, HELP[command ?? ''] ?? 'What? list, show, redrive or discard.');
}

await finish(run);
