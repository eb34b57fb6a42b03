import { createHmac, randomBytes } from 'node:crypto';

/** With which pseudonyms are made; one of this process's own until one is set, so that what is written twice can be told within one run. */
let key: Buffer | string = randomBytes(32);

/** The same key in all processes makes their lines about one person meet; a new one makes the older lines nobody's. */
export function usePseudonymKey(secret: string): void {
  key = secret;
}

/** Sixteen digits that stand for somebody, and lead back to nobody without the key. */
export function pseudonym(personal: string): string {
  return createHmac('sha256', key).update(personal).digest('hex').slice(0, 16);
}

const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/g;
/** International, as we keep them all: "+819012345678". */
const PHONE = /\+[1-9]\d{7,14}\b/g;
const BEARER = /\bBearer\s+[\w.~+/=-]+/gi;
/** Three parts of base64url that begin as JSON does. */
const TOKEN = /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g;
const CARD = /\btok_\w+/g;
/** In connection strings. */
const PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"]*):[^\s@/"]+@/gi;

/** A text without what may name somebody or let somebody in, whoever wrote it there: the last net under those who should not have. */
export function withoutPersonalData(text: string): string {
  if (!/[@+]|%40|bearer|eyJ|tok_/i.test(text)) return text;
  return text
    .replace(PASSWORD, '$1:***@')
    .replace(BEARER, 'Bearer ***')
    .replace(TOKEN, '***')
    .replace(CARD, 'tok_***')
    .replace(ADDRESS, (address) => `person:${pseudonym(address.toLowerCase())}`)
    .replace(PHONE, (number) => `person:${pseudonym(number)}`);
}
