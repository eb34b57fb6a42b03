import { applyDecorators, HttpCode, type Type as ClassOf } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse } from '@nestjs/swagger';

/** Documents a route: what it does, what it answers, and which refusals of its own it has (400, 401, 403, 429 and 503 come by themselves). */
export function Answers(status: number, type: ClassOf | undefined, summary: string, refusals: readonly number[] = []): MethodDecorator {
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ summary }),
    ApiResponse({ status, description: summary, ...(type ? { type } : {}) }),
    ApiExtension('x-refusals', [...refusals]),
  );
}
