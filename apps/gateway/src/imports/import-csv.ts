import { badRequest, type FieldError } from '@demae/platform';
import { CsvError, parse } from 'csv-parse/sync';

/** A body that came as text/csv. */
export class CsvText {
  constructor(readonly text: string) {}
}

/** A list as JSON would have it, unchecked, and for each item and each of its variants the line of the file it came from. */
export interface CsvItems {
  body: { items: Record<string, unknown>[] };
  lines: { own: number; variants: number[] }[];
}

const COLUMNS = ['product', 'sku', 'variant', 'price', 'onHand', 'section', 'description', 'trackStock', 'imageUrl', 'categoryId', 'options'] as const;
const REQUIRED = ['product', 'sku', 'price'] as const;
/** A column `attribute:Size` fills the attribute Size. */
const ATTRIBUTE = 'attribute:';

type Row = Record<string, string>;

/**
 * A table of variants, one a line, lines of the same `product` together one product: what concerns the product is read from its first line.
 * Prices are whole numbers in minor units of the store's currency; `options` is JSON as in the API, with prices as numbers or as money.
 * @throws Problem 400 for what is no such table, with the line.
 */
export function readCsv({ text }: CsvText, currency: string): CsvItems {
  const items = new Map<string, { item: Record<string, unknown> & { variants: unknown[] }; lines: { own: number; variants: number[] } }>();
  for (const { record, line } of rowsOf(text)) {
    const name = record['product'] ?? '';
    let known = items.get(name);
    if (!known) {
      known = { item: { ...productOf(record, line, currency), variants: [] }, lines: { own: line, variants: [] } };
      items.set(name, known);
    }
    known.item.variants.push(variantOf(record, currency));
    known.lines.variants.push(line);
  }
  return { body: { items: [...items.values()].map(({ item }) => item) }, lines: [...items.values()].map(({ lines }) => lines) };
}

/** An error of the list, told by line and column instead of by item. */
export function inCsv({ path, message }: FieldError, lines: CsvItems['lines']): FieldError {
  const [, item, variant, field = ''] = /^items\.(\d+)(?:\.variants\.(\d+))?(?:\.(.*))?$/.exec(path) ?? [];
  const place = item === undefined ? undefined : lines[Number(item)];
  if (!place) return { path: path === 'items' ? 'lines' : path, message };
  const column = COLUMN_OF[variant === undefined ? field : `variant.${field}`] ?? field;
  return { path: `line ${variant === undefined ? place.own : place.variants[Number(variant)]}${column ? `, ${column}` : ''}`, message };
}

const COLUMN_OF: Record<string, string> = { name: 'product', 'variant.name': 'variant', 'variant.sku': 'sku', 'variant.price': 'price', 'variant.price.amount': 'price', 'variant.onHand': 'onHand' };

function rowsOf(text: string): { record: Row; line: number }[] {
  try {
    const rows = parse(text, { bom: true, columns: columnsOf, info: true, skip_empty_lines: true, trim: true, max_record_size: 64 * 1024 }) as unknown as { record: Row; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (error instanceof CsvError) throw badRequest(`The file is no table as it should be: ${error.message}.`, [{ path: `line ${String(error['lines'] ?? 1)}`, message: error.message }]);
    throw error;
  }
}

function columnsOf(header: string[]): string[] {
  const known = new Map(COLUMNS.map((name) => [name.toLowerCase(), name]));
  const names = header.map((name) => known.get(name.toLowerCase()) ?? name);
  const errors = [
    ...names.filter((name) => !(COLUMNS as readonly string[]).includes(name) && !name.startsWith(ATTRIBUTE)).map((path) => ({ path, message: `is no column; there are ${COLUMNS.join(', ')} and ${ATTRIBUTE}<name>` })),
    ...names.filter((name, i) => names.indexOf(name) !== i).map((path) => ({ path, message: 'stands twice' })),
    ...REQUIRED.filter((name) => !names.includes(name)).map((path) => ({ path, message: 'is missing' })),
  ];
  if (errors.length > 0) throw badRequest('The first line names the columns, and some are wrong; errors says which and why.', errors);
  return names;
}

function productOf(row: Row, line: number, currency: string): Record<string, unknown> {
  const item: Record<string, unknown> = { name: row['product'] };
  for (const name of ['section', 'description', 'imageUrl', 'categoryId']) if (row[name]) item[name] = row[name];
  if (row['trackStock']) item['trackStock'] = { true: true, false: false }[row['trackStock'].toLowerCase()] ?? row['trackStock'];
  if (row['options']) item['options'] = optionsOf(row['options'], line, currency);
  return item;
}

function variantOf(row: Row, currency: string): Record<string, unknown> {
  const attributes = Object.entries(row).filter(([name, value]) => name.startsWith(ATTRIBUTE) && value);
  return {
    sku: row['sku'],
    price: { amount: wholeOf(row['price']), currency },
    ...(row['variant'] ? { name: row['variant'] } : {}),
    ...(row['onHand'] ? { onHand: wholeOf(row['onHand']) } : {}),
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes.map(([name, value]) => [name.slice(ATTRIBUTE.length), value])) } : {}),
  };
}

function optionsOf(text: string, line: number, currency: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => (key === 'price' && typeof value === 'number' ? { amount: value, currency } : value));
  } catch {
    throw badRequest(`The options in line ${line} are no valid JSON.`, [{ path: `line ${line}, options`, message: 'must be a list in JSON, as options are in the API' }]);
  }
}

/** What is no whole number stays as it is, for the check to say so. */
function wholeOf(text: string | undefined): unknown {
  return text !== undefined && /^-?\d{1,16}$/.test(text) ? Number(text) : text;
}
