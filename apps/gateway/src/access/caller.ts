import type { Actor } from '@demae/contracts';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export type Role = 'customer' | 'merchant' | 'driver' | 'support' | 'admin';

/** Who asks, as their access token says. */
export interface Caller {
  userId: string;
  roles: string[];
  /** Of the session. */
  sid: string;
  name: string;
  email: string;
  locale: string;
}

export type CallerRequest = FastifyRequest & { user?: Caller };

export function requestOf(context: ExecutionContext): CallerRequest {
  return context.switchToHttp().getRequest<CallerRequest>();
}

/** Who asks; on routes that are not public there is always somebody. */
export const Me = createParamDecorator((_data: unknown, context: ExecutionContext) => requestOf(context).user);

export function actorOf({ userId, roles }: Caller): Actor {
  return { userId, roles };
}
