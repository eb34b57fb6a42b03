import { UserServiceService } from '@demae/contracts';
import { defineService } from '@demae/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Account } from './accounts/account.js';
import { Accounts } from './accounts/accounts.js';
import { BecomeDriverHandler } from './accounts/become-driver.command.js';
import { ChangeAccessHandler } from './accounts/change-access.command.js';
import { ChangePasswordHandler } from './accounts/change-password.command.js';
import { GetCustomersHandler } from './accounts/customers.query.js';
import { EnsureUserHandler } from './accounts/ensure-user.command.js';
import { EraseUserHandler } from './accounts/erase-user.command.js';
import { ListUsersHandler } from './accounts/list-users.query.js';
import { Passwords } from './accounts/passwords.js';
import { accountRecoveries } from './accounts/recover-accounts.js';
import { RegisterHandler } from './accounts/register.command.js';
import { UpdateUserHandler } from './accounts/update-user.command.js';
import { GetUserHandler } from './accounts/user.query.js';
import { AddAddressHandler } from './addresses/add-address.command.js';
import { ListAddressesHandler } from './addresses/addresses.query.js';
import { RemoveAddressHandler } from './addresses/remove-address.command.js';
import { SavedAddress } from './addresses/saved-address.js';
import { UpdateAddressHandler } from './addresses/update-address.command.js';
import { CreateUser1700000000001 } from './migrations/1700000000001-create-user.js';
import { OneTimeTokens1700000000002 } from './migrations/1700000000002-one-time-tokens.js';
import { Suspension1700000000003 } from './migrations/1700000000003-suspension.js';
import { PhoneNumbers1700000000004 } from './migrations/1700000000004-phone-numbers.js';
import { Identities1700000000005 } from './migrations/1700000000005-identities.js';
import { BeginOauthHandler } from './oauth/begin-oauth.command.js';
import { FinishOauthHandler } from './oauth/finish-oauth.command.js';
import { Identities } from './oauth/identities.js';
import { Identity } from './oauth/identity.js';
import { LoginAttempts } from './oauth/login-attempts.js';
import { OauthProviders } from './oauth/oauth-providers.js';
import { AddPhoneNumberHandler } from './phones/add-phone-number.command.js';
import { CodeLimits } from './phones/code-limits.js';
import { PhoneNumber } from './phones/phone-number.js';
import { ListPhoneNumbersHandler } from './phones/phone-numbers.query.js';
import { RemovePhoneNumberHandler } from './phones/remove-phone-number.command.js';
import { TextCode } from './phones/text-code.worker.js';
import { VerifyPhoneNumberHandler } from './phones/verify-phone-number.command.js';
import { AccessTokens } from './sessions/access-tokens.js';
import { EndSessionsHandler } from './sessions/end-sessions.command.js';
import { LoginHandler } from './sessions/login.command.js';
import { LogoutHandler } from './sessions/logout.command.js';
import { RefreshHandler } from './sessions/refresh.command.js';
import { Sessions } from './sessions/sessions.js';
import { ListSessionsHandler } from './sessions/sessions.query.js';
import { SignIns } from './sessions/sign-ins.js';
import { AskVerificationHandler } from './tokens/ask-verification.command.js';
import { ForgotPasswordHandler } from './tokens/forgot-password.command.js';
import { MailToken } from './tokens/mail-token.worker.js';
import { OneTimeToken } from './tokens/one-time-token.js';
import { OneTimeTokens } from './tokens/one-time-tokens.js';
import { ResetPasswordHandler } from './tokens/reset-password.command.js';
import { VerifyEmailHandler } from './tokens/verify-email.command.js';
import { UserGrpc } from './user.grpc.js';

@Module({
  imports: [CqrsModule],
  controllers: [UserGrpc],
  providers: [
    Accounts, Passwords, RegisterHandler, EnsureUserHandler, UpdateUserHandler, BecomeDriverHandler, ChangePasswordHandler, GetUserHandler, GetCustomersHandler,
    ListUsersHandler, ChangeAccessHandler, EraseUserHandler,
    AccessTokens, Sessions, SignIns, LoginHandler, RefreshHandler, LogoutHandler, EndSessionsHandler, ListSessionsHandler,
    OauthProviders, LoginAttempts, Identities, BeginOauthHandler, FinishOauthHandler,
    OneTimeTokens, MailToken, ForgotPasswordHandler, ResetPasswordHandler, VerifyEmailHandler, AskVerificationHandler,
    AddAddressHandler, UpdateAddressHandler, RemoveAddressHandler, ListAddressesHandler,
    CodeLimits, TextCode, AddPhoneNumberHandler, VerifyPhoneNumberHandler, RemovePhoneNumberHandler, ListPhoneNumbersHandler,
  ],
})
export class UserModule {}

export const user = defineService({
  name: 'user',
  module: UserModule,
  entities: [Account, OneTimeToken, SavedAddress, PhoneNumber, Identity],
  migrations: [CreateUser1700000000001, OneTimeTokens1700000000002, Suspension1700000000003, PhoneNumbers1700000000004, Identities1700000000005],
  recoveries: accountRecoveries,
  grpc: [UserServiceService],
  peers: ['notification', 'order', 'delivery'],
  settings: {
    USER_SIGNING_KEY: {
      kind: 'secret',
      optional: true,
      neededInProduction: true,
      example: '{"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}',
      what: 'the private Ed25519 JWK that access tokens are signed with; required in production, elsewhere a fresh one at each start',
    },
    USER_OTHER_KEYS: {
      kind: 'secret',
      optional: true,
      example: '[{"kty":"OKP","crv":"Ed25519","x":"…"}]',
      what: 'Ed25519 JWKs, as a JSON list, whose access tokens are good besides: the key of before for an hour after a rotation, the next one before it',
    },
    PASSWORD_RESET_LASTS: { kind: 'duration', default: '1h', what: 'how long the token of a forgotten password is good' },
    EMAIL_VERIFICATION_LASTS: { kind: 'duration', default: '3d', what: 'how long the token that verifies an address is good' },
    OAUTH_PROVIDERS: {
      kind: 'secret',
      optional: true,
      reaches: [443],
      example: '{"google":{"issuer":"https://accounts.google.com","clientId":"…","clientSecret":"…"}}',
      what: 'whom people may log in with, by name: OpenID Connect issuers with clientId and, where there are, clientSecret, scopes and redirectUri, as one JSON object',
    },
    NODE_ENV: { kind: 'text', default: 'development', what: 'production makes USER_SIGNING_KEY required' },
  },
});
