import { newId } from '@demae/saga/events';
import { resolved, type Schema, type Schemas } from '../apps/gateway/src/http/openapi-parts.js';
import type { Random } from '../scripts/random.js';

/** Letters that go wrong somewhere: of two units, of several marks, from right to left, of no width, of another plane. */
const ALPHABETS = ['abcXYZ 019', '出前ラーメン', 'مرحبا עברית', '👩‍🍳🍜🇯🇵', 'e\u0301ñß\u200d\u202e\ufeff', "'\";--%_\\{}<>&$`", '\u{20000}\u{1f9c3}', '\t\n'];
/** What no request may have. */
const BAD_TEXTS = ['a\0b', '\ud800', 'x\udfff', '\u0007', '\u001b[31m', '', '   ', 'x'.repeat(20_000), '../../etc/passwd', '{{7*7}}', "' or 1=1 --"];
const BAD_NUMBERS = [-1, 1.5, 1e308, -1e308, 2 ** 53, -(2 ** 63), Number.MIN_VALUE, '@1e400', '@-1e400', '@9007199254740993', '@0.1e-400'];
const ANYTHING: unknown[] = [null, true, 0, '', [], {}, [null], [[]], 'x', { a: 1 }, '@1e400', '1'];
const EXTRA = ['surprise', 'id', 'ownerId', 'roles', 'role', 'version', 'status', 'price', 'total', '__proto__', 'constructor', 'toString', 'isAdmin', '', ' ', 'a.b', '$where', '\0'];

/** Values of a form, and values that nearly are; the same for the same random numbers. */
export class Values {
  /** Real ids, skus and the like by the name of their field. */
  known: Record<string, readonly string[]> = {};

  constructor(
    private readonly random: Random,
    private readonly schemas: Schemas,
  ) {}

  /** Of that form, as far as the form says. */
  right(given: Schema, name = ''): unknown {
    const { random } = this;
    const schema = resolved(given, this.schemas);
    const known = this.known[name];
    if (known) return random.pick(known);
    if (schema.enum) return random.pick(schema.enum);
    switch ([schema.type].flat()[0]) {
      case 'array':
        return this.rightList(schema);
      case 'object':
        return this.rightObject(schema);
      case 'string':
        return this.rightText(schema);
      case 'boolean':
        return random.chance(0.5);
      case 'integer':
        return Math.round(this.rightNumber(schema));
      case 'number':
        return this.rightNumber(schema);
      default:
        return {};
    }
  }

  /** The documented example, with what is real. */
  real(example: unknown): unknown {
    if (Array.isArray(example)) return example.map((item) => this.real(item));
    if (typeof example !== 'object' || example === null) return example;
    return Object.fromEntries(Object.entries(example).map(([name, value]) => [name, this.known[name] ? this.random.pick(this.known[name]) : this.real(value)]));
  }

  /** The value with one thing wrong in it, or at least odd. */
  spoilt(value: unknown): unknown {
    const places = placesIn(value).filter(({ length }) => length > 0);
    const { random } = this;
    if (places.length === 0 || random.chance(0.05)) return random.pick(ANYTHING);
    const path = random.pick(places);
    const parent = path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], value) as Record<string, unknown>;
    const last = path.at(-1)!;
    if (random.chance(0.2)) delete parent[last];
    else if (random.chance(0.2)) define(parent, random.pick(EXTRA), random.pick(ANYTHING));
    else parent[last] = this.wrong(parent[last]);
    return value;
  }

  private wrong(value: unknown): unknown {
    const { random } = this;
    if (random.chance(0.3)) return random.pick(ANYTHING);
    if (typeof value === 'string') return random.chance(0.7) ? random.pick(BAD_TEXTS) : value.slice(1) + this.letters(3);
    if (typeof value === 'number') return random.pick(BAD_NUMBERS);
    if (Array.isArray(value)) return random.chance(0.5) ? [] : Array.from({ length: 1 + random.below(150) }, () => (value as unknown[])[0]);
    return random.pick([...ANYTHING, ...BAD_TEXTS]);
  }

  private rightList(schema: Schema & { minItems?: number; maxItems?: number }): unknown[] {
    if (schema.example !== undefined && this.random.chance(0.7)) return schema.example as unknown[];
    const { minItems = 0, maxItems = 4 } = schema;
    const length = Math.min(maxItems, minItems + this.random.below(3));
    const items = Array.from({ length }, () => this.right(schema.items!));
    // Words of a list stand in it once.
    return schema.items!.enum ? [...new Set(items)] : items;
  }

  private rightObject({ properties, required = [], additionalProperties }: Schema): Record<string, unknown> {
    if (!properties) return typeof additionalProperties === 'object' ? { [`k${this.letters(2)}`.trim()]: this.right(additionalProperties) } : {};
    const present = Object.entries(properties).filter(([name]) => required.includes(name) || this.random.chance(0.4));
    return Object.fromEntries(present.map(([name, field]) => [name, this.right(field, name)]));
  }

  private rightText({ format, pattern, example, minLength = 0, maxLength = 40 }: Schema): string {
    const { random } = this;
    if (format === 'uuid') return newId();
    if (format === 'date-time') return random.pick(['2025-11-21T09:30:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z', '2025-11-21T09:30:00+14:00']);
    if (format === 'uri') return random.pick(['https://example.com/a.png', 'http://169.254.169.254/latest/meta-data', 'http://localhost:22/', 'https://例え.jp/%F0%9F%8D%9C?a=b#c']);
    if (format === 'email') return `${random.below(1e9)}@example.com`;
    if (pattern !== undefined || (example !== undefined && random.chance(0.3))) return String(example ?? 'x');
    const length = random.chance(0.1) ? maxLength : Math.min(maxLength, minLength + random.below(12));
    const text = this.letters(length).slice(0, length).replace(/[\ud800-\udbff]$/, '');
    return text.trim().length >= minLength ? text : 'x'.repeat(Math.max(1, minLength));
  }

  private rightNumber({ minimum = 0, maximum = 1_000, example }: Schema): number {
    const { random } = this;
    if (typeof example === 'number' && random.chance(0.4)) return example;
    return random.pick([minimum, maximum, minimum + random.below(5), Math.min(maximum, minimum + random.next() * 100)]);
  }

  private letters(count: number): string {
    const letters = [...this.random.pick(ALPHABETS)];
    return Array.from({ length: count }, () => this.random.pick(letters)).join('');
  }
}

/** As JSON; what stands there as "@1e400" becomes a number that JavaScript would not write. */
export function jsonOf(value: unknown): string {
  return (JSON.stringify(value) ?? '').replace(/"@(-?[\d.e-]+)"/g, '$1');
}

function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, field]) => placesIn(field, [...path, name]))];
}

/** Also "__proto__", as a field like any other. */
function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
