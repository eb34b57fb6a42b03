/*
 * How text is taken apart for searching: what is written and what is asked for go the same way, in whatever script, with no help of the
 * database's. (pg_trgm drops all Japanese under the C locale, and is blind to transposed letters in short words.)
 */

/** One word of a script with spaces, or a run of one without. */
export interface Word {
  text: string;
  /** Of a script that puts no spaces between words. */
  isRun: boolean;
}

const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}々`;
const WORDS = new RegExp(String.raw`[${UNSPACED}]+|(?:(?![${UNSPACED}])[\p{L}\p{N}\p{M}])+|\p{Extended_Pictographic}`, 'gu');
const IS_RUN = new RegExp(String.raw`^[${UNSPACED}\p{Extended_Pictographic}]`, 'u');
/** Kana, or what is not: kanji and kana meet where a word often ends. */
const SEGMENTS = /[\p{Script=Hiragana}\p{Script=Katakana}]+|[^\p{Script=Hiragana}\p{Script=Katakana}]+/gu;
/** Accents of Latin, Greek and Cyrillic; not the marks that make か into が. */
const ACCENTS = /[\u0300-\u036f]/g;
const KATAKANA = /[\u30a1-\u30f6]/g;
const TO_HIRAGANA = 0x60;
/** ー and what is typed in its place. */
const PROLONGED = /[\u30fc\u2015〜~]/g;
/** A longer one is cut. */
const LONGEST = 64;

/** One way of writing for all: no width, no case, no accents, hiragana for katakana, no prolonged sounds. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(KATAKANA, (letter) => String.fromCharCode(letter.charCodeAt(0) - TO_HIRAGANA))
    .replace(PROLONGED, '')
    .replace(/['’]/g, '');
}

export function wordsOf(text: string): Word[] {
  return (fold(text).match(WORDS) ?? []).map((word) => ({ text: [...word].slice(0, LONGEST).join(''), isRun: IS_RUN.test(word) }));
}

/** A run's pairs of neighbours; of a single character itself. */
export function pairsOf(run: string): string[] {
  const letters = [...run];
  return letters.length === 1 ? letters : letters.slice(1).map((letter, i) => letters[i]! + letter);
}

/** The parts of a run that are likely to be words. */
export function segmentsOf(run: string): string[] {
  return run.match(SEGMENTS) ?? [];
}

/** What a word can be found by. */
export function lexemesOf({ text, isRun }: Word): string[] {
  return isRun ? [...text, ...pairsOf(text), ...segmentsOf(text).filter(isSpelled)] : [text];
}

/** What can be misspelled: the word itself, the segments of a run. */
export function spelledIn({ text, isRun }: Word): string[] {
  return (isRun ? segmentsOf(text) : [text]).filter(isSpelled);
}

/** Numbers are right or wrong. */
export function isSpelled(word: string): boolean {
  const { length } = [...word];
  return length >= 3 && length <= 32 && !/\p{N}/u.test(word);
}
