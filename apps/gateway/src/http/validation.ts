import { badRequest, notFound, type FieldError } from '@demae/platform';
import { Injectable, type ArgumentMetadata, type PipeTransform, type Type as ClassOf } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { Blueprint } from './blueprint.js';
import { isPlain, isText, isUuid } from './fields.js';

/** Of one answer. */
const MOST_ERRORS = 1_000;

const BUILT_IN = new Set<unknown>([String, Boolean, Number, Array, Object, Buffer, Date]);

/**
 * Checks each body and query once, against the class that describes it. What it does not know is refused, not dropped.
 * Instead of Nest's own pipe, which goes through a body six times: that was a fifth of what taking an order costs here.
 */
@Injectable()
export class Validation implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || !metatype || BUILT_IN.has(metatype)) return value;
    const wanted = metatype as ClassOf<object>;
    return type === 'body' ? checked(wanted, value) : judged(wanted, value);
  }
}

/** A body as one of the class. @throws Problem 400 that says what is wrong with it. */
export function checked<T extends object>(type: ClassOf<T>, body: unknown): T {
  return (isPlain(body) ? Blueprint.of(type)?.build(body) : undefined) ?? judged(type, body);
}

/** The object as class-transformer makes it and class-validator likes it. @throws Problem 400 that says what it dislikes. */
function judged<T extends object>(type: ClassOf<T>, value: unknown): T {
  const plain = isPlain(value) ? value : {};
  const inherited = Object.keys(plain).filter((name) => name in Object.prototype);
  const object = plainToInstance(type, plain, { exposeDefaultValues: false });
  const errors = validateSync(object, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, validationError: { target: false } });
  const found = [...inherited.map((path) => ({ path, message: 'is not a known field' })), ...fieldErrors(errors)];
  if (found.length === 0 && value !== undefined && !isPlain(value)) found.push({ path: '', message: 'must be an object' });
  if (found.length === 0) return object;
  throw badRequest(found.length === 1 ? `${found[0]!.path || 'The body'} ${found[0]!.message}.` : 'Some fields are wrong; errors says which and why.', found.slice(0, MOST_ERRORS));
}

/** class-validator's tree as a list, one entry for each wrong field. */
export function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const path = parent ? `${parent}.${property}` : property;
    const own = messageOf(constraints ?? {});
    // What is no list has no items worth talking about.
    return own === undefined ? fieldErrors(children ?? [], path) : [{ path, message: own }];
  });
}

function messageOf({ whitelistValidation, nestedValidation, ...own }: Record<string, string>): string | undefined {
  const [message] = Object.values(own);
  if (whitelistValidation) return 'is not a known field';
  return message ?? (nestedValidation ? 'must be an object' : undefined);
}

/** An id in a path: what is no UUID names nothing. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isUuid(value)) throw notFound('thing');
    return value.toLowerCase();
  }
}

/** A sku in a path. */
@Injectable()
export class SkuPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isText(value, 1, 64)) throw notFound('sku');
    return value;
  }
}
