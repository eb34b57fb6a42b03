import { UserServiceService } from '@demae/contracts';
import { forbidden, Peers, Problem } from '@demae/platform';
import { workContext } from '@demae/saga';
import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply } from 'fastify';
import { AccessTokens } from './access-tokens.js';
import type { BearerRequest } from './bearer.js';
import { requestOf, type Caller, type CallerRequest } from './caller.js';
import { EndedSessions } from './ended-sessions.js';
import { RateLimits } from './rate-limits.js';
import { PUBLIC, ROLES, STRICT } from './routes.js';

/** The door of every route: who is it, do they come too often, may they? */
@Injectable()
export class Access extends AuthGuard('bearer') {
  private readonly users;

  constructor(
    private readonly reflector: Reflector,
    private readonly accessTokens: AccessTokens,
    private readonly endedSessions: EndedSessions,
    private readonly rateLimits: RateLimits,
    peers: Peers,
  ) {
    super();
    this.users = peers.client(UserServiceService);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const address = request.ip;
    if (this.of<boolean>(STRICT, context)) await this.rateLimits.countLoginFrom(address, reply);
    if (this.of<boolean>(PUBLIC, context)) {
      await this.rateLimits.countRequest({ address }, reply);
      return true;
    }
    const caller = await this.identify(context, request).catch(async (error: unknown) => {
      // Who guesses tokens is counted too.
      await this.rateLimits.countRequest({ address }, reply);
      throw error;
    });
    await this.rateLimits.countRequest({ userId: caller.userId, address }, reply);
    const roles = this.of<string[]>(ROLES, context);
    if (roles) await this.mustHave(roles, caller);
    return true;
  }

  override getRequest(context: ExecutionContext): BearerRequest {
    return { headers: { authorization: requestOf(context).headers.authorization }, accessTokens: this.accessTokens };
  }

  /** What Passport has found out; its challenge is what the answer says. */
  override handleRequest<T>(error: unknown, user: T | false | null, challenge: unknown, context: ExecutionContext): T {
    if (error) throw error as Error;
    if (!user) throw notLoggedIn('Log in, and send Authorization: Bearer with the access token.', challenge);
    requestOf(context).user = user as unknown as Caller;
    const work = workContext.getStore();
    if (work) work.userId = (user as unknown as Caller).userId;
    return user;
  }

  private async identify(context: ExecutionContext, request: CallerRequest): Promise<Caller> {
    await super.canActivate(context);
    const caller = request.user!;
    if (await this.endedSessions.has(caller.sid)) throw notLoggedIn('This session has ended; log in again.', 'Bearer realm="demae", error="invalid_token"');
    return caller;
  }

  private async mustHave(roles: readonly string[], caller: Caller): Promise<void> {
    const has = () => caller.roles.some((role) => roles.includes(role));
    if (has()) return;
    // The token is of before; who has just become a driver need not log in again.
    caller.roles = (await this.users.getUser({ id: caller.userId })).roles;
    if (!has()) throw forbidden(`This is for ${roles.join(', ')}; you are ${caller.roles.join(', ')}.`);
  }

  private of<T>(key: string, context: ExecutionContext): T | undefined {
    return this.reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()]);
  }
}

function notLoggedIn(detail: string, challenge: unknown): Problem {
  return new Problem({ status: 401, detail, extra: { challenge } });
}
