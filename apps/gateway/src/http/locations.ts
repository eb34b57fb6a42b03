import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';
import type { KnownRoutes } from './known-routes.js';
import { pathOf } from './problems.js';

/** Location on what was created, where it can be read by itself: https://www.rfc-editor.org/rfc/rfc9110#name-location */
@Injectable()
export class Locations implements NestInterceptor {
  /** Of each route that creates: whether there is one that reads. */
  private readonly known = new Map<string, boolean>();

  constructor(private readonly routes: KnownRoutes) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.method !== 'POST') return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((body: unknown) => {
        const id = (body as { id?: unknown } | undefined)?.id;
        if (reply.statusCode !== 201 || typeof id !== 'string') return;
        const path = pathOf(request.url);
        const route = request.routeOptions.url ?? path;
        const canBeRead = this.known.get(route) ?? this.routes.has('GET', `${path}/${id}`);
        this.known.set(route, canBeRead);
        if (canBeRead) void reply.header('location', `${path}/${id}`);
      }),
    );
  }
}
