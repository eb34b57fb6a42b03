import { Email, Flag, Instant, ListOf, Nested, OneOf, Text, Texts, Uuid, Whole } from '../http/fields.js';
import { pageOf } from '../http/page.js';

export const LOCALES = ['en', 'ja'];

export class RegisterBody {
  @Email()
  email!: string;

  @Text({ min: 8, max: 128, example: 'correct horse battery' })
  password!: string;

  @Text({ min: 1, max: 100, example: 'Ann' })
  name!: string;

  @OneOf(['customer', 'merchant', 'driver'], { optional: true, what: 'customer when absent' })
  role?: string;

  @OneOf(LOCALES, { optional: true, what: 'en when absent' })
  locale?: string;
}

export class LoginBody {
  @Email()
  email!: string;

  @Text({ min: 1, max: 128, example: 'correct horse battery' })
  password!: string;
}

export class RefreshBody {
  @Text({ min: 1, max: 200, example: 'mN0v…' })
  refreshToken!: string;
}

export class PasswordBody {
  @Text({ min: 1, max: 128, example: 'correct horse battery' })
  current!: string;

  @Text({ min: 8, max: 128, example: 'staple correct battery' })
  next!: string;
}

export class ErasureBody {
  @Text({ min: 1, max: 128, optional: true, what: 'of the account, where it has one', example: 'correct horse battery' })
  password?: string;
}

export class ForgotBody {
  @Email()
  email!: string;
}

export class TokenBody {
  @Text({ min: 1, max: 200, example: 'mN0v…', what: 'from the mail; good once' })
  token!: string;
}

export class ResetBody extends TokenBody {
  @Text({ min: 8, max: 128, example: 'staple correct battery' })
  password!: string;
}

export class PersonView {
  @Uuid()
  id!: string;

  @Email()
  email!: string;

  @Text({ max: 100, example: 'Ann' })
  name!: string;

  @Texts({ example: ['customer'] })
  roles!: string[];
}

export class SignedInView {
  @Nested(() => PersonView)
  user!: PersonView;

  @Text({ max: 4096, what: 'JWT, EdDSA' })
  accessToken!: string;

  @Text({ max: 200, what: 'opaque, good for one use' })
  refreshToken!: string;

  @Whole({ min: 1, max: 3600, what: 'seconds that the access token is good for', example: 3600 })
  expiresIn!: number;
}

/** RFC 8037 */
export class KeyView {
  @OneOf(['OKP'])
  kty!: string;

  @OneOf(['Ed25519'])
  crv!: string;

  @Text({ max: 43, example: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
  x!: string;

  @OneOf(['EdDSA'])
  alg!: string;

  @OneOf(['sig'])
  use!: string;

  @Text({ max: 43, what: 'as the tokens name it; RFC 7638' })
  kid!: string;
}

/** RFC 7517 */
export class KeySetView {
  @ListOf(() => KeyView, { min: 1, max: 20 })
  keys!: KeyView[];
}

export class SessionView {
  @Uuid()
  id!: string;

  @Text({ max: 200, example: 'Mozilla/5.0' })
  userAgent!: string;

  @Instant()
  createdAt!: string;

  @Instant()
  lastUsedAt!: string;

  @Flag({ what: 'whether it is the one that asks' })
  current!: boolean;
}

export class SessionPage extends pageOf(() => SessionView) {}
