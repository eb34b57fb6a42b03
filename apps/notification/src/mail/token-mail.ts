import type { TokenPurpose } from '@demae/contracts';
import { badRequest } from '@demae/platform';
import type { Mail } from './mail-channel.js';

type Texts = Record<'en' | 'ja', { subject: string; before: string; after: string }>;

/** Where the front end takes the token, and what is said about it. No names: whoever opens an account for someone else's address chooses them. */
const MAILS: Partial<Record<TokenPurpose, { page: string; texts: Texts }>> = {
  PASSWORD_RESET: {
    page: 'reset-password',
    texts: {
      en: {
        subject: 'Set a new password',
        before: 'Somebody, probably you, wants to set a new password for your Demae account. Do it here:',
        after: 'The link works once. If it was not you, there is nothing to do: your password stays as it is.',
      },
      ja: {
        subject: 'パスワードの再設定',
        before: '出前アカウントのパスワード再設定のご依頼を受け付けました。こちらから設定してください。',
        after: 'リンクは一度だけ有効です。お心当たりがない場合は、何もしていただく必要はありません。パスワードは変わりません。',
      },
    },
  },
  EMAIL_VERIFICATION: {
    page: 'verify-email',
    texts: {
      en: {
        subject: 'Confirm your e-mail address',
        before: 'A Demae account was opened with this address. Confirm here that it is yours:',
        after: 'The link works once. If you have not opened an account, there is nothing to do.',
      },
      ja: {
        subject: 'メールアドレスの確認',
        before: 'このメールアドレスで出前アカウントが作成されました。こちらからご確認ください。',
        after: 'リンクは一度だけ有効です。お心当たりがない場合は、何もしていただく必要はありません。',
      },
    },
  },
};

/**
 * A mail with a one-time token in it, as a link and by itself.
 * @param app where the front end is. The token stands after the #, which browsers send to no server: it is in no access log and no Referer.
 * @throws Problem 400 for a purpose that has no mail.
 */
export function tokenMail(app: string, to: string, locale: string, purpose: TokenPurpose, token: string): Mail {
  const mail = MAILS[purpose];
  if (!mail) throw badRequest(`There is no mail for ${purpose}.`);
  const { subject, before, after } = mail.texts[locale === 'ja' ? 'ja' : 'en'];
  const link = `${app.replace(/\/+$/, '')}/${mail.page}#token=${token}`;
  return { to, subject, text: [before, link, `Token: ${token}`, after].join('\n\n') };
}
