import type { Money } from '@demae/contracts';

export type Locale = 'en' | 'ja';

/** What a text can be about; not everything is there for every kind. */
export interface Facts {
  name: string;
  number: string;
  store: string;
  total: string;
  reason: string;
}

export interface Text {
  title: string;
  body: string;
}

type Template = Record<Locale, (facts: Facts) => Text>;

/** Every text that a person gets, by the event that it tells of. */
export const TEMPLATES = {
  'user.registered': {
    en: ({ name }) => ({ title: 'Welcome to Demae', body: `Hello ${name}, your account is ready. Enjoy your first order!` }),
    ja: ({ name }) => ({ title: '出前へようこそ', body: `${name}様、アカウントの準備ができました。最初のご注文をお楽しみください。` }),
  },
  'order.confirmed': {
    en: ({ number, store, total }) => ({ title: `Order ${number} is confirmed`, body: `We have told ${store} about your order of ${total}.` }),
    ja: ({ number, store, total }) => ({ title: `ご注文 ${number} を承りました`, body: `${store} にご注文（${total}）をお伝えしました。` }),
  },
  'order.accepted': {
    en: ({ number, store }) => ({ title: `${store} has accepted order ${number}`, body: `${store} is getting your order ready.` }),
    ja: ({ number, store }) => ({ title: `${store} がご注文 ${number} を受け付けました`, body: `${store} がご注文を準備しています。` }),
  },
  'order.ready': {
    en: ({ number, store }) => ({ title: `Order ${number} is ready`, body: `Your order is waiting for you at ${store}.` }),
    ja: ({ number, store }) => ({ title: `ご注文 ${number} の準備ができました`, body: `${store} でお受け取りください。` }),
  },
  'order.out-for-delivery': {
    en: ({ number, store }) => ({ title: `Order ${number} is on its way`, body: `The courier has picked up your order at ${store}.` }),
    ja: ({ number, store }) => ({ title: `ご注文 ${number} を配達中です`, body: `配達員が ${store} で商品を受け取りました。` }),
  },
  'order.delivered': {
    en: ({ number, store, total }) => ({ title: `Order ${number} is delivered`, body: `Enjoy! ${store} thanks you. Total: ${total}.` }),
    ja: ({ number, store, total }) => ({ title: `ご注文 ${number} をお届けしました`, body: `${store} をご利用いただきありがとうございます。合計: ${total}` }),
  },
  'order.cancelled': {
    en: ({ number, reason }) => ({ title: `Order ${number} is cancelled`, body: `Your order was cancelled: ${reason}. You will not be charged.` }),
    ja: ({ number, reason }) => ({ title: `ご注文 ${number} はキャンセルされました`, body: `理由: ${reason}。代金は請求されません。` }),
  },
  'payment.refunded': {
    en: ({ number, store, total, reason }) => ({ title: `${total} refunded`, body: `You get ${total} back for order ${number} at ${store}: ${reason}.` }),
    ja: ({ number, store, total, reason }) => ({ title: `${total} を返金しました`, body: `${store} のご注文 ${number} について ${total} を返金しました。理由: ${reason}` }),
  },
} satisfies Record<string, Template>;

export type Kind = keyof typeof TEMPLATES;

/** The text in the person's language; English where there is none. */
export function textFor(kind: Kind, locale: string, facts: Partial<Facts>): Text {
  const template: Template = TEMPLATES[kind];
  return template[locale === 'ja' ? 'ja' : 'en']({ name: '', number: '', store: '', total: '', reason: '', ...facts });
}

/** Made once per language and currency: making one takes longer than everything else here. */
const formats = new Map<string, { format: Intl.NumberFormat; unit: number }>();

/** Minor units as people write them: ¥1,250, $12.50. */
export function shown({ amount, currency }: Money, locale: string): string {
  const language = locale === 'ja' ? 'ja-JP' : 'en-US';
  let known = formats.get(language + currency);
  if (!known) {
    const format = new Intl.NumberFormat(language, { style: 'currency', currency });
    known = { format, unit: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2) };
    formats.set(language + currency, known);
  }
  return known.format.format(amount / known.unit);
}
