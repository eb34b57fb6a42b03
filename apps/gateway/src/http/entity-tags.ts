import { Problem } from '@demae/platform';
import { applyDecorators, Injectable, UseInterceptors, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { map, type Observable } from 'rxjs';

/** "<version>.<hash of the whole answer>": the version for If-Match, the hash because an answer also changes with the time and the stock. */
export function entityTag(body: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 16);
  const version = (body as { version?: unknown } | null)?.version;
  return typeof version === 'number' ? `"${version}.${hash}"` : `"${hash}"`;
}

/** Whether If-None-Match names this tag. */
export function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((candidate) => ['*', tag, `W/${tag}`].includes(candidate.trim()));
}

/** The version that If-Match asks for; undefined without the header or for "*". @throws Problem 412 for what is no tag of ours. */
export function versionFrom(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const match = /^"(\d{1,9})\.[\w-]{16}"$/.exec(header.trim());
  if (match) return Number(match[1]);
  throw new Problem({ status: 412, title: 'Changed meanwhile', detail: 'If-Match is not the ETag of this thing; read it again and send its ETag.' });
}

/** ETag on what is read, 304 for who has it already. */
@Injectable()
export class EntityTags implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((body: unknown) => {
        if (body === undefined) return body;
        const tag = entityTag(body);
        void reply.header('etag', tag);
        if (request.method !== 'GET' && request.method !== 'HEAD') return body;
        void reply.header('cache-control', 'no-cache');
        if (!matches(request.headers['if-none-match'], tag)) return body;
        void reply.status(304);
        return undefined;
      }),
    );
  }
}

/** What the routes of a controller answer has an ETag, and is not sent again to who has it. */
export function Tagged(): ClassDecorator {
  return applyDecorators(UseInterceptors(EntityTags), ApiExtension('x-tagged', true));
}
