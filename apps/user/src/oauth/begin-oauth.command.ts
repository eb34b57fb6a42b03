import type { BeginOauthRequest, BeginOauthResponse } from '@demae/contracts';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { buildAuthorizationUrl, calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { LoginAttempts } from './login-attempts.js';
import { OauthProviders, problemWith } from './oauth-providers.js';

/** Where to send the browser: the code flow of OpenID Connect, with state, nonce and PKCE. @throws Problem 404, 503 */
export class BeginOauth extends Command<BeginOauthResponse> {
  constructor(readonly request: BeginOauthRequest) {
    super();
  }
}

@CommandHandler(BeginOauth)
export class BeginOauthHandler implements ICommandHandler<BeginOauth> {
  constructor(
    private readonly providers: OauthProviders,
    private readonly attempts: LoginAttempts,
  ) {}

  async execute({ request: { provider, redirectUri: own } }: BeginOauth): Promise<BeginOauthResponse> {
    const { scopes = 'openid email profile', redirectUri = own } = this.providers.setting(provider);
    const configuration = await this.providers.configuration(provider).catch((error: unknown) => {
      throw problemWith(provider, error);
    });
    const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: scopes,
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, browser: await this.attempts.begin(state, { provider, redirectUri, nonce, verifier }) };
  }
}
