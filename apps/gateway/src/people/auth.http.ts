import { UserServiceService, type SignedIn } from '@demae/contracts';
import { Peers } from '@demae/platform';
import { Body, Controller, Delete, Get, Header, Headers, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { EndedSessions } from '../access/ended-sessions.js';
import { RateLimits } from '../access/rate-limits.js';
import { Public, Strict } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { page } from '../http/page.js';
import { IdPipe } from '../http/validation.js';
import { ForgotBody, KeySetView, LoginBody, RefreshBody, RegisterBody, ResetBody, SessionPage, SignedInView, TokenBody, type SessionView } from './credentials.js';
import { IN_LINE } from './patience.js';

@ApiTags('People')
@Controller('v1/auth')
export class AuthHttp {
  private readonly users;

  constructor(
    private readonly endedSessions: EndedSessions,
    private readonly rateLimits: RateLimits,
    peers: Peers,
  ) {
    this.users = peers.client(UserServiceService);
  }

  @Post('register')
  @Public()
  @Strict()
  @Answers(201, SignedInView, 'Opens an account and logs in', [409, 422])
  async register(@Body() body: RegisterBody, @Headers('user-agent') userAgent?: string): Promise<SignedInView> {
    const { role = 'customer', locale = 'en', ...rest } = body;
    return signedIn(await this.users.register({ ...rest, name: body.name.trim(), role, locale, userAgent: printable(userAgent) }, IN_LINE));
  }

  @Post('login')
  @Public()
  @Strict()
  @Answers(200, SignedInView, 'Logs in: an access token for an hour, a refresh token for a day', [401])
  async login(@Body() body: LoginBody, @Res({ passthrough: true }) reply: FastifyReply, @Headers('user-agent') userAgent?: string): Promise<SignedInView> {
    await this.rateLimits.countLoginAs(body.email, reply);
    const answer = await this.users.login({ ...body, userAgent: printable(userAgent) }, IN_LINE);
    await this.rateLimits.forgetLoginAs(body.email);
    return signedIn(answer);
  }

  @Post('refresh')
  @Public()
  @Answers(200, SignedInView, 'Exchanges a refresh token for new tokens; an old one ends the session', [401])
  async refresh(@Body() body: RefreshBody): Promise<SignedInView> {
    try {
      return signedIn(await this.users.refresh(body));
    } catch (error) {
      // Perhaps an old one, whose session has ended by this.
      this.endedSessions.doubt();
      throw error;
    }
  }

  @Post('password/forgot')
  @Public()
  @Strict()
  @Answers(202, undefined, 'Mails a token to set a new password, if somebody has this address')
  async forgot(@Body() { email }: ForgotBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.rateLimits.countMailTo(email, reply);
    await this.users.forgotPassword({ email });
  }

  @Post('password/reset')
  @Public()
  @Strict()
  @Answers(204, undefined, 'Sets a new password, with the token of that mail, and ends all sessions', [422])
  async reset(@Body() body: ResetBody): Promise<void> {
    await this.users.resetPassword(body, IN_LINE);
    // Whose sessions have ended is not known here.
    this.endedSessions.doubt();
  }

  @Post('email/verify')
  @Public()
  @Strict()
  @Answers(204, undefined, 'Confirms an e-mail address, with the token that was mailed to it', [422])
  async verify(@Body() { token }: TokenBody): Promise<void> {
    await this.users.verifyEmail({ token });
  }

  @Get('jwks.json')
  @Public()
  @Header('cache-control', 'public, max-age=300')
  @Answers(200, KeySetView, 'The public keys of access tokens, the one that signs first')
  async keys(): Promise<KeySetView> {
    return JSON.parse((await this.users.getKeys({})).jwksJson) as KeySetView;
  }

  @Post('logout')
  @Answers(204, undefined, 'Ends this session')
  async logout(@Me() me: Caller): Promise<void> {
    await this.users.logout({ actor: actorOf(me), sessionId: me.sid });
    this.endedSessions.add(me.sid);
  }

  @Get('sessions')
  @Answers(200, SessionPage, 'Where I am logged in')
  async sessions(@Me() me: Caller): Promise<SessionPage> {
    const found = await this.users.listSessions({ actor: actorOf(me) });
    return page(found, ({ id, userAgent, createdAt, lastUsedAt }): SessionView => ({
      id,
      userAgent,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      current: id === me.sid,
    }));
  }

  @Delete('sessions')
  @Answers(204, undefined, 'Ends all my sessions, this one too')
  async endAll(@Me() me: Caller): Promise<void> {
    const { items } = await this.users.listSessions({ actor: actorOf(me) });
    await this.users.endSessions({ actor: actorOf(me) });
    for (const { id } of items) this.endedSessions.add(id);
  }

  @Delete('sessions/:id')
  @Answers(204, undefined, 'Ends one of my sessions', [404])
  async end(@Me() me: Caller, @Param('id', IdPipe) id: string): Promise<void> {
    await this.users.endSessions({ actor: actorOf(me), sessionId: id });
    this.endedSessions.add(id);
  }
}

export function signedIn({ user, ...tokens }: SignedIn): SignedInView {
  const { id, email, name, roles } = user;
  return { user: { id, email, name, roles }, ...tokens };
}

/** To show in the list of sessions; clients write what they like into it. */
export function printable(userAgent: string | undefined): string {
  return (userAgent ?? '').replace(/[^\x20-\x7e]/g, '').slice(0, 200);
}

