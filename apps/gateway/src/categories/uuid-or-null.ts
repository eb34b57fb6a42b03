import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';
import { isUuid } from '../http/fields.js';

/** An id that may be taken away again: null says that there is none, absent that nothing changes. */
export function UuidOrNull({ what }: { optional: true; what: string }): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: 'string', format: 'uuid', nullable: true, required: false, description: what }),
    ValidateIf((_object, value) => value !== undefined),
    ValidateBy({ name: 'uuidOrNull', validator: { validate: (value) => value === null || isUuid(value), defaultMessage: () => 'must be a UUID or null' } }),
  );
}
