import { applyDecorators, type Type as ClassOf } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested } from 'class-validator';

/*
 * A field of a request or an answer in one line: what is checked, how it is read, and how it is documented.
 * Absent is allowed for optional fields only; null never is.
 */

interface Field {
  optional?: boolean;
  /** For the documentation. */
  what?: string;
  example?: unknown;
}

/** `inQuery`: the value arrives as text and is read as what it stands for. */
type Readable = Field & { inQuery?: boolean };

type Check = (value: unknown) => boolean;

/** `Text` → its rule; the message goes to people, after the path of the field: "must be …". `nested` is kept with the rule for Blueprint. */
function rule(name: string, check: Check, message: string, nested?: () => ClassOf): PropertyDecorator {
  return ValidateBy({ name, constraints: nested && [nested], validator: { validate: check, defaultMessage: () => message } });
}

function field(schema: ApiPropertyOptions, { optional = false, what, example }: Field, ...rules: PropertyDecorator[]): PropertyDecorator {
  const documented = { ...schema, required: !optional, ...(what ? { description: what } : {}), ...(example !== undefined ? { example } : {}) };
  const present = optional ? [ValidateIf((_object, value) => value !== undefined)] : [];
  return applyDecorators(ApiProperty(documented as ApiPropertyOptions), ...present, ...rules);
}

function readAs(inQuery: boolean | undefined, read: (text: string) => unknown): PropertyDecorator[] {
  if (!inQuery) return [];
  return [Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? read(value) : value))];
}

// Control characters (Postgres stores no NUL) and halves of characters; line breaks and tabs are fine.
const UNPRINTABLE = /[\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/u;

export function isText(value: unknown, min: number, max: number): value is string {
  if (typeof value !== 'string' || UNPRINTABLE.test(value)) return false;
  return (value.length <= max || characters(value) <= max) && (min === 0 || characters(value.trim()) >= min);
}

/** As people, JSON Schema and Postgres count them: what takes two units of UTF-16 is one. */
function characters(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) count--;
  return count;
}

/** Text without control characters; `min` counts without the blanks around it. */
export function Text({ min = 0, max, ...options }: Field & { min?: number; max: number }): PropertyDecorator {
  const message = `must be text of ${min} to ${max} characters, without control characters`;
  return field({ type: 'string', minLength: min, maxLength: max }, options, rule('text', (value) => isText(value, min, max), message));
}

/** Text of a form of its own: a sku, a time of day. */
export function Form({ pattern, like, ...options }: Field & { pattern: RegExp; like: string }): PropertyDecorator {
  const check: Check = (value) => typeof value === 'string' && pattern.test(value);
  return field({ type: 'string', pattern: pattern.source, example: like }, options, rule('form', check, `must look like ${like}`));
}

/** A whole number. */
export function Whole({ min, max, inQuery, ...options }: Readable & { min: number; max: number }): PropertyDecorator {
  const check: Check = (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
  return field(
    { type: 'integer', minimum: min, maximum: max },
    options,
    rule('whole', check, `must be a whole number from ${min} to ${max}`),
    ...readAs(inQuery, (text) => (/^-?\d{1,16}$/.test(text) ? Number(text) : text)),
  );
}

/** A number with a fraction: degrees, metres. */
export function Real({ min, max, inQuery, ...options }: Readable & { min: number; max: number }): PropertyDecorator {
  const check: Check = (value) => typeof value === 'number' && value >= min && value <= max;
  return field(
    { type: 'number', minimum: min, maximum: max },
    options,
    rule('real', check, `must be a number from ${min} to ${max}`),
    ...readAs(inQuery, (text) => (/^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text)),
  );
}

/** true or false. */
export function Flag({ inQuery, ...options }: Readable = {}): PropertyDecorator {
  const words: Record<string, boolean> = { true: true, false: false };
  return field(
    { type: 'boolean' },
    options,
    rule('flag', (value) => typeof value === 'boolean', 'must be true or false'),
    ...readAs(inQuery, (text) => words[text] ?? text),
  );
}

/** One of these words. */
export function OneOf(words: readonly string[], options: Field = {}): PropertyDecorator {
  const check: Check = (value) => typeof value === 'string' && words.includes(value);
  return field({ type: 'string', enum: [...words] }, options, rule('oneOf', check, `must be one of ${words.join(', ')}`));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

export function Uuid(options: Field = {}): PropertyDecorator {
  return field({ type: 'string', format: 'uuid' }, options, rule('uuid', isUuid, 'must be a UUID'));
}

// Deliberately plain: whether an address works, only a mail to it tells.
const EMAIL = /^[^\s@<>(),;:"\\]+@[^\s@<>(),;:"\\.]+(\.[^\s@<>(),;:"\\.]+)+$/;

export function Email(options: Field = {}): PropertyDecorator {
  const check: Check = (value) => isText(value, 3, 254) && EMAIL.test(value.trim());
  return field({ type: 'string', format: 'email', maxLength: 254, example: 'ann@example.com' }, options, rule('email', check, 'must be an e-mail address'));
}

// RFC 3339.
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i;

/** A moment; read as text, `new Date(…)` of it is valid. */
export function Instant(options: Field = {}): PropertyDecorator {
  const check: Check = (value) => typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
  return field(
    { type: 'string', format: 'date-time', example: '2025-11-21T09:30:00.000Z' },
    options,
    rule('instant', check, 'must be a time as of RFC 3339, like 2025-11-21T09:30:00Z'),
  );
}

const currencies = new Set(Intl.supportedValuesOf('currency'));

export function Currency(options: Field = {}): PropertyDecorator {
  const check: Check = (value) => typeof value === 'string' && currencies.has(value);
  return field({ type: 'string', pattern: '^[A-Z]{3}$', example: 'JPY' }, options, rule('currency', check, 'must be a currency as of ISO 4217, like JPY'));
}

/** An IANA time zone. */
export function TimeZone(options: Field = {}): PropertyDecorator {
  const check: Check = (value) => {
    if (typeof value !== 'string' || !/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(value)) return false;
    try {
      new Intl.DateTimeFormat('en', { timeZone: value });
      return true;
    } catch {
      return false;
    }
  };
  return field({ type: 'string', example: 'Asia/Tokyo' }, options, rule('timeZone', check, 'must be an IANA time zone, like Asia/Tokyo'));
}

// RFC 3986: other letters are escaped.
const LINK = /^https?:\/\/(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9a-f]{2})+$/i;

export function Link(options: Field = {}): PropertyDecorator {
  const check: Check = (value) => isText(value, 1, 2000) && LINK.test(value) && URL.canParse(value);
  return field({ type: 'string', format: 'uri', maxLength: 2000 }, options, rule('link', check, 'must be an http or https URL'));
}

// The documents know a class that is named later by the name of its function, `type`: hence the wrapping of what is passed on.
export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with fields of its own. */
export function Nested(type: () => ClassOf, options: Field = {}): PropertyDecorator {
  return field({ type: () => type() }, options, rule('object', isPlain, 'must be an object', type), ValidateNested(), Type(type));
}

/** A list of objects. */
export function ListOf(type: () => ClassOf, { min = 0, max, ...options }: Field & { min?: number; max: number }): PropertyDecorator {
  const check: Check = (value) => Array.isArray(value) && value.length >= min && value.length <= max && value.every(isPlain);
  const message = `must be a list of ${min} to ${max} objects`;
  return field({ type: () => type(), isArray: true, minItems: min, maxItems: max }, options, rule('list', check, message, type), ValidateNested({ each: true }), Type(type));
}

/** A list of words out of some, each at most once. */
export function SomeOf(words: readonly string[], { min = 0, ...options }: Field & { min?: number } = {}): PropertyDecorator {
  const check: Check = (value) =>
    Array.isArray(value) && value.length >= min && value.every((word) => words.includes(word as string)) && new Set(value).size === value.length;
  const message = `must be a list of ${words.join(', ')}, each at most once${min > 0 ? ', and not empty' : ''}`;
  return field({ type: 'string', enum: [...words], isArray: true, minItems: min }, options, rule('someOf', check, message));
}

export function Uuids({ max, ...options }: Field & { max: number }): PropertyDecorator {
  const check: Check = (value) => Array.isArray(value) && value.length <= max && value.every(isUuid);
  return field({ type: 'string', format: 'uuid', isArray: true, maxItems: max }, options, rule('uuids', check, `must be a list of at most ${max} UUIDs`));
}

/** The coordinates of a GeoJSON polygon: rings of positions. What else makes a ring one is for whoever keeps it. */
export function Rings({ max, ...options }: Field & { max: number }): PropertyDecorator {
  const isPosition: Check = (value) => Array.isArray(value) && value.length === 2 && value.every((part) => Number.isFinite(part));
  const check: Check = (value) =>
    Array.isArray(value) && value.length > 0 && value.length <= max && value.every((ring) => Array.isArray(ring) && ring.length > 0 && ring.every(isPosition));
  const position = { type: 'array' as const, minItems: 2, maxItems: 2, items: { type: 'number' as const } };
  return field(
    { type: 'array', minItems: 1, maxItems: max, items: { type: 'array', minItems: 4, items: position } },
    options,
    rule('rings', check, `must be a list of 1 to ${max} rings, each a list of positions [longitude, latitude]`),
  );
}

/** Texts by name: `{ "size": "L" }`. */
export function TextMap({ most, ...options }: Field & { most: number }): PropertyDecorator {
  const check: Check = (value) =>
    isPlain(value) &&
    Object.keys(value as object).length <= most &&
    Object.entries(value as object).every(([name, text]) => isText(name, 1, 50) && isText(text, 0, 200));
  return field(
    { type: 'object', additionalProperties: { type: 'string' } },
    { example: { size: 'L' }, ...options },
    rule('textMap', check, `must be an object of at most ${most} texts`),
    // Read as it is: class-transformer would take a "constructor" in it for more than a name.
    Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key]),
  );
}

export function Texts(options: Field = {}): PropertyDecorator {
  return field({ type: 'string', isArray: true }, options);
}
