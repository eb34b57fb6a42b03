/*
 * The arrays of set-based statements in Postgres' binary format. As text, which is what the driver makes of them, each element is quoted
 * and escaped here and parsed there, and bytes travel as twice as many hexadecimal digits.
 * https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES
 */

/** Where all arrays are written first; statements get a copy. It grows to the largest one. */
class Scratch {
  bytes = Buffer.allocUnsafeSlow(64 * 1024);
  end = 0;

  reserve(size: number): void {
    if (this.end + size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.end + size, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.end);
    this.bytes = larger;
  }

  int32(value: number): void {
    this.reserve(4);
    this.end = this.bytes.writeInt32BE(value, this.end);
  }
}

/** A type of Postgres, and how one value of it is written; false for a value that is for Postgres to judge. */
interface Element {
  oid: number;
  write(value: unknown, to: Scratch): boolean;
}

const YEAR_2000 = Date.UTC(2000, 0, 1);
/** Of a character code that is a hexadecimal digit. */
const DIGIT = new Int8Array(128).fill(-1);
for (const digit of '0123456789abcdefABCDEF') DIGIT[digit.charCodeAt(0)] = parseInt(digit, 16);

function text(value: unknown, to: Scratch): boolean {
  if (typeof value !== 'string') return false;
  to.reserve(value.length * 3);
  to.end += to.bytes.write(value, to.end);
  return true;
}

function uuid(value: unknown, to: Scratch): boolean {
  if (typeof value !== 'string' || value.length !== 36) return false;
  to.reserve(16);
  for (let i = 0; i < 36; i += 2) {
    if (i === 8 || i === 13 || i === 18 || i === 23) if (value[i++] !== '-') return false;
    const high = DIGIT[value.charCodeAt(i)] ?? -1;
    const low = DIGIT[value.charCodeAt(i + 1)] ?? -1;
    if (high < 0 || low < 0) return false;
    to.bytes[to.end++] = (high << 4) | low;
  }
  return true;
}

function bytea(value: unknown, to: Scratch): boolean {
  if (!(value instanceof Uint8Array)) return false;
  to.reserve(value.length);
  to.bytes.set(value, to.end);
  to.end += value.length;
  return true;
}

/** Microseconds since 2000. */
function timestamptz(value: unknown, to: Scratch): boolean {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) return false;
  const micros = (value.getTime() - YEAR_2000) * 1_000;
  if (!Number.isSafeInteger(micros)) return false;
  return int64(micros, to);
}

function int64(value: number, to: Scratch): boolean {
  to.int32(Math.floor(value / 2 ** 32));
  to.int32(value | 0);
  return true;
}

function jsonb(value: unknown, to: Scratch): boolean {
  to.reserve(1);
  to.bytes[to.end++] = 1;
  return text(value, to);
}

const whole = (value: unknown, most: number): value is number => Number.isInteger(value) && (value as number) <= most && (value as number) >= -most;

function smallint(value: unknown, to: Scratch): boolean {
  if (!whole(value, 2 ** 15 - 1)) return false;
  to.reserve(2);
  to.end = to.bytes.writeInt16BE(value, to.end);
  return true;
}

function integer(value: unknown, to: Scratch): boolean {
  if (!whole(value, 2 ** 31 - 1)) return false;
  to.int32(value);
  return true;
}

const bigint = (value: unknown, to: Scratch) => whole(value, Number.MAX_SAFE_INTEGER) && int64(value, to);

/** By the names that statements cast to. Arrays of other types stay text. */
const ELEMENTS: Record<string, Element> = {
  text: { oid: 25, write: text },
  uuid: { oid: 2950, write: uuid },
  bytea: { oid: 17, write: bytea },
  timestamptz: { oid: 1184, write: timestamptz },
  'timestamp with time zone': { oid: 1184, write: timestamptz },
  jsonb: { oid: 3802, write: jsonb },
  smallint: { oid: 21, write: smallint },
  integer: { oid: 23, write: integer },
  bigint: { oid: 20, write: bigint },
};

const CAST = /\$(\d+)::([a-z ]+)\[\]/g;
const scratch = new Scratch();
/** By the text of a statement: what the parameters that it casts to arrays are made of. */
const known = new Map<string, (Element | undefined)[]>();

/** The values of a statement, its arrays (`$1::uuid[]`) ready to be sent as bytes. */
export function withBinaryArrays(sql: string, values: readonly unknown[]): unknown[] {
  const elements = elementsOf(sql);
  return values.map((value, i) => (elements[i] && Array.isArray(value) ? (encode(elements[i], value) ?? value) : value));
}

function elementsOf(sql: string): (Element | undefined)[] {
  let elements = known.get(sql);
  if (!elements) {
    known.set(sql, (elements = []));
    for (const [, n, type] of sql.matchAll(CAST)) elements[Number(n) - 1] = ELEMENTS[type!];
  }
  return elements;
}

/** Undefined when one of the values is not what its type says: then Postgres shall refuse it, in its own words. */
function encode({ oid, write }: Element, values: readonly unknown[]): Buffer | undefined {
  scratch.end = 0;
  for (const word of [1, 1, oid, values.length, 1]) scratch.int32(word); // dimensions, "may hold nulls", type, length, first index
  for (const value of values) {
    const start = scratch.end;
    scratch.int32(-1);
    if (value === null || value === undefined) continue;
    if (!write(value, scratch)) return undefined;
    scratch.bytes.writeInt32BE(scratch.end - start - 4, start);
  }
  return Buffer.from(scratch.bytes.subarray(0, scratch.end));
}
