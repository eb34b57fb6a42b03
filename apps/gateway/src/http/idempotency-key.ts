import { badRequest } from '@demae/platform';
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { requestOf } from '../access/caller.js';
import { fingerprint } from './fingerprint.js';

const KEY = /^[\x21-\x7e]{1,255}$/;
const FORM = '1 to 255 visible ASCII characters';

/** As every request to a service carries it: the client's key and what it stands for. Empty without a key. */
export interface Once {
  idempotencyKey?: string;
  /** SHA-256 of the route and the body. */
  requestHash?: Buffer;
}

/** Documents the header of a route whose request is carried out once, however often it is sent. */
export function TakesIdempotencyKey({ required }: { required: boolean }): MethodDecorator {
  const description = `${FORM}; the same key and body give the same answer, another body is refused`;
  return applyDecorators(ApiHeader({ name: 'Idempotency-Key', required, description, example: 'b7e2c1' }));
}

/**
 * The Idempotency-Key that a request may have, to be passed on with it: `act(@OnceKey() once: Once) { service.act({ …, ...once }) }`.
 * Documents the header, too. Answers 400 for what is no key.
 */
export const OnceKey = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Once => {
    const { method, url, headers, body } = requestOf(context);
    // Twice in one request, Node joins it with a comma and a blank: that is no key.
    const key = idempotencyKey(headers['idempotency-key'] as string | undefined);
    if (key === undefined) return {};
    return { idempotencyKey: key, requestHash: fingerprint([method, url.split('?')[0], body ?? {}]) };
  },
  [(target, name) => TakesIdempotencyKey({ required: false })(target, name!, Object.getOwnPropertyDescriptor(target, name!)!)],
);

/** @throws Problem 400 when there is none. */
export function requiredIdempotencyKey(header: string | undefined): string {
  const key = idempotencyKey(header || undefined);
  if (key === undefined) throw wrong(`Send an Idempotency-Key header of ${FORM}: repeated with the same key, it is done once.`, 'is required');
  return key;
}

function idempotencyKey(header: string | undefined): string | undefined {
  if (header !== undefined && !KEY.test(header)) throw wrong(`The Idempotency-Key must be ${FORM}.`, `must be ${FORM}`);
  return header;
}

const wrong = (detail: string, message: string) => badRequest(detail, [{ path: 'Idempotency-Key', message }]);
