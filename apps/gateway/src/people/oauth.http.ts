import { UserServiceService } from '@demae/contracts';
import { Peers, Settings } from '@demae/platform';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public, Strict } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { printable, signedIn } from './auth.http.js';
import { SignedInView } from './credentials.js';

const COOKIE = 'demae-oauth';
/** As long as the user service remembers that a login was begun, seconds. */
const LASTS = 600;

/** The user service calls the provider up to four times (its document, code, keys, who it is), for five seconds each at most. */
const PROVIDERS_TURN = { deadline: 25_000 };

const Provider = () => ApiParam({ name: 'provider', schema: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,31}$' }, description: 'as it is set up here', example: 'google' });

/** Logging in with somebody else's word for it: OpenID Connect, code flow with PKCE. */
@ApiTags('People')
@Controller('v1/auth/oauth')
export class OauthHttp {
  private readonly users;
  private readonly publicUrl: string | undefined;

  constructor(peers: Peers, settings: Settings) {
    this.users = peers.client(UserServiceService);
    this.publicUrl = settings.get<string | undefined>('PUBLIC_URL');
  }

  @Get(':provider')
  @Public()
  @Strict()
  @Provider()
  @Answers(302, undefined, 'Sends the browser to the provider; a cookie binds the login to this browser', [404])
  async begin(@Param('provider') provider: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const here = (this.publicUrl ?? `${request.protocol}://${request.host}`).replace(/\/+$/, '');
    const { url, browser } = await this.users.beginOauth({ provider, redirectUri: `${here}/v1/auth/oauth/${provider}/callback` }, PROVIDERS_TURN);
    void reply.header('set-cookie', cookie(browser, LASTS, here.startsWith('https:'))).redirect(url, 302);
  }

  @Get(':provider/callback')
  @Public()
  @Strict()
  @Provider()
  @Answers(200, SignedInView, 'Logs in with what the provider sends the browser back with: code and state in the query, once', [400, 401, 403, 404, 409, 422])
  async finish(@Param('provider') provider: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SignedInView> {
    void reply.header('set-cookie', cookie('', 0, request.protocol === 'https'));
    const query = request.url.split('?').slice(1).join('?');
    const browser = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
    return signedIn(await this.users.finishOauth({ provider, query, browser, userAgent: printable(request.headers['user-agent']) }, PROVIDERS_TURN));
  }
}

/** Lax: it comes along when the provider sends the browser back, and with nothing that other pages send. */
function cookie(value: string, seconds: number, secure: boolean): string {
  return `${COOKIE}=${value}; Path=/v1/auth/oauth; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}
