import type { FinishOauthRequest, SignedIn } from '@demae/contracts';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { authorizationCodeGrant, fetchUserInfo } from 'openid-client';
import { SignIns } from '../sessions/sign-ins.js';
import { Identities, type Vouched } from './identities.js';
import { LoginAttempts, type Attempt } from './login-attempts.js';
import { OauthProviders, problemWith } from './oauth-providers.js';

/**
 * Signs in whom the provider vouches for.
 * @throws Problem 400 for a state that is not this browser's, 401 when the provider does not vouch, 403 when suspended, 404 for an unknown provider,
 * 409 for an address that is somebody's, 422 without a verified one, 503 when the provider is away.
 */
export class FinishOauth extends Command<SignedIn> {
  constructor(readonly request: FinishOauthRequest) {
    super();
  }
}

@CommandHandler(FinishOauth)
export class FinishOauthHandler implements ICommandHandler<FinishOauth> {
  constructor(
    private readonly providers: OauthProviders,
    private readonly attempts: LoginAttempts,
    private readonly identities: Identities,
    private readonly signIns: SignIns,
  ) {}

  async execute({ request: { provider, query, browser, userAgent } }: FinishOauth): Promise<SignedIn> {
    this.providers.setting(provider);
    const state = new URLSearchParams(query).get('state') ?? '';
    const attempt = await this.attempts.take(provider, state, browser);
    const vouched = await this.exchange(attempt, query, state).catch((error: unknown) => {
      throw problemWith(provider, error);
    });
    return this.signIns.open(await this.identities.account(provider, vouched), userAgent);
  }

  /** The calls to the provider, all of them before any transaction. */
  private async exchange({ provider, redirectUri, nonce, verifier }: Attempt, query: string, state: string): Promise<Vouched> {
    const configuration = await this.providers.configuration(provider);
    const back = new URL(redirectUri);
    back.search = query;
    const tokens = await authorizationCodeGrant(configuration, back, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true });
    const claims = tokens.claims()!;
    const { issuer, userinfo_endpoint: more } = configuration.serverMetadata();
    // Some say no more than who it is in the token itself.
    const said = claims['email'] === undefined && more ? { ...claims, ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)) } : claims;
    return { issuer, subject: claims.sub, email: text(said['email']), emailVerified: said['email_verified'] === true, name: text(said['name']), locale: text(said['locale']) };
  }
}

const text = (claim: unknown) => (typeof claim === 'string' && claim !== '' ? claim : undefined);
