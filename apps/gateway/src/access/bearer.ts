import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-http-bearer';
import type { AccessTokens } from './access-tokens.js';
import type { Caller } from './caller.js';

/** What Passport gets to see of a request: no query and no body, where a token would end up in logs. */
export interface BearerRequest {
  headers: { authorization?: string | undefined };
  /** Passport keeps strategies for the whole process; the tokens of whom to check come with the request. */
  accessTokens: AccessTokens;
}

/** `Authorization: Bearer <access token>`: https://www.rfc-editor.org/rfc/rfc6750 */
@Injectable()
export class Bearer extends PassportStrategy(Strategy) {
  constructor() {
    super({ realm: 'demae', passReqToCallback: true });
  }

  async validate({ accessTokens }: BearerRequest, token: string): Promise<Caller | false> {
    return (await accessTokens.read(token)) ?? false;
  }
}
