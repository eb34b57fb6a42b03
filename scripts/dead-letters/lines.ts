import { hasStayed, type Letter, type LetterDetails, type Redrive, type Redriven } from './letters.js';

/** Columns as wide as what stands in them; the last one may be any. */
function table(rows: string[][]): string[] {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)), []);
  return rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join('  ').trimEnd());
}

const firstLine = (text: string) => text.split('\n', 1)[0]!;
const about = ({ eventType, kind }: { eventType?: string; kind?: string }) => eventType ?? kind ?? 'task';
const whoIsAway = (missing: readonly string[] = []) => (missing.length > 0 ? [`No answer from ${missing.join(', ')}: theirs are not here.`] : []);

export function listLines({ items, missing }: { items: readonly Letter[]; missing: readonly string[] }): string[] {
  if (items.length === 0) return ['No dead letters.', ...whoIsAway(missing)];
  const rows = items.map((letter) => [letter.id, letter.at.slice(0, 19), letter.handler || letter.consumer, about(letter), letter.key, String(letter.attempts), firstLine(letter.error)]);
  return [...table([['id', 'since', 'handler', 'about', 'key', 'tries', 'error'], ...rows]), ...whoIsAway(missing)];
}

export function letterLines({ audit, error, payload, bytes, ...letter }: LetterDetails): string[] {
  const facts = [
    ['handler', letter.handler || letter.consumer],
    ['about', `${about(letter)} ${letter.eventId ?? ''}`],
    ['key', letter.key],
    ['on the log', letter.place ?? ''],
    ['since', letter.at],
    ['tries', String(letter.attempts)],
    ['says', payload === undefined ? (bytes === undefined ? '' : `unreadable, in base64: ${bytes}`) : JSON.stringify(payload)],
  ];
  const lines = audit.map(({ at, by, asked, dryRun, outcome, detail }) => [at.slice(0, 19), by, asked, dryRun ? 'dry run' : '', outcome, firstLine(detail ?? '')]);
  return [
    letter.id,
    ...(letter.present ? [...table(facts.filter(([, value]) => value)), error] : [`has left; it was ${about(letter)} of ${letter.key} for ${letter.handler || letter.consumer}`]),
    ...(lines.length > 0 ? ['what was done about it:', ...table(lines)] : ['nobody has tried anything yet']),
  ];
}

export function redriveLines({ dryRun, items, left, missing }: Redrive): string[] {
  const rows = items.map((item) => [item.id, item.outcome, item.handler, about(item), item.key, item.error ? firstLine(item.error) : item.says.length > 0 ? `says ${item.says.join(', ')}` : '']);
  const staying = items.filter(hasStayed).length;
  return [
    ...table(rows),
    `${dryRun ? 'Dry run, nothing was changed: ' : ''}${items.length - staying} ${dryRun ? 'would go' : 'gone'}, ${staying} ${dryRun ? 'would stay' : 'stay'}${left > 0 ? `, ${left} not tried` : ''}.`,
    ...whoIsAway(missing),
  ];
}

export function discardLine(item: Redriven): string[] {
  return [`${item.id} is thrown away: ${about(item)} of ${item.key} for ${item.handler || item.consumer}. What waits behind it can be sent back: redrive --all --key ${item.key}`];
}
