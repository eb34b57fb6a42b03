import type { SignedIn } from '@demae/contracts';
import { Injectable } from '@nestjs/common';
import { asUser, type Account } from '../accounts/account.js';
import { ACCESS_SECONDS, AccessTokens } from './access-tokens.js';
import { Sessions } from './sessions.js';

/** Signs people in whose identity has been checked. */
@Injectable()
export class SignIns {
  constructor(
    private readonly sessions: Sessions,
    private readonly accessTokens: AccessTokens,
  ) {}

  async open(account: Account, userAgent: string): Promise<SignedIn> {
    const { sid, refreshToken } = await this.sessions.open(account.id, userAgent);
    return this.answer(account, sid, refreshToken);
  }

  async answer(account: Account, sid: string, refreshToken: string): Promise<SignedIn> {
    return { user: asUser(account), accessToken: await this.accessTokens.sign(account, sid), refreshToken, expiresIn: ACCESS_SECONDS };
  }
}
