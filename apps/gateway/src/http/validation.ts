import { badRequest, notFound, type FieldError } from '@demae/platform';
import { Injectable, ValidationPipe, type PipeTransform, type ValidationError } from '@nestjs/common';
import { isText, isUuid } from './fields.js';

/** Checks each body and query once, against the class that describes it. What it does not know is refused, not dropped. */
export function validation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transformOptions: { enableImplicitConversion: false, exposeDefaultValues: false },
    exceptionFactory: (errors) => {
      const found = fieldErrors(errors);
      return badRequest(found.length === 1 ? `${found[0]!.path} ${found[0]!.message}.` : 'Some fields are wrong; errors says which and why.', found);
    },
  });
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
