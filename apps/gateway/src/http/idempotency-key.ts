import { badRequest } from '@demae/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

const KEY = /^[\x21-\x7e]{1,255}$/;
const FORM = '1 to 255 visible ASCII characters';

/** Documents the header of a route whose request is carried out once, however often it is sent. */
export function TakesIdempotencyKey({ required }: { required: boolean }): MethodDecorator {
  const description = `${FORM}; the same key and body give the same answer, another body is refused`;
  return applyDecorators(ApiHeader({ name: 'Idempotency-Key', required, description, example: 'b7e2c1' }));
}

/** The key, when there is one. @throws Problem 400 for what is none. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header !== undefined && !KEY.test(header)) throw wrong(`The Idempotency-Key must be ${FORM}.`, `must be ${FORM}`);
  return header;
}

/** @throws Problem 400 when there is none. */
export function requiredIdempotencyKey(header: string | undefined): string {
  const key = idempotencyKey(header || undefined);
  if (key === undefined) throw wrong(`Send an Idempotency-Key header of ${FORM}: repeated with the same key, it is done once.`, 'is required');
  return key;
}

const wrong = (detail: string, message: string) => badRequest(detail, [{ path: 'Idempotency-Key', message }]);
