import { badRequest } from '@demae/platform';
import type { Hours, OpeningHours, SpecialDay } from './opening-hours.js';

const DAY = 24 * 60;
const WEEK = 7 * DAY;

interface Span {
  from: number;
  to: number;
}

/** @throws Problem 400 when two of them overlap; those of Sunday night may reach into Monday. */
export function mustBeHours(hours: readonly OpeningHours[]): void {
  const spans = hours.map(({ day, ...rest }) => spanOf(rest, (day - 1) * DAY));
  hours.forEach((one, i) => {
    const other = hours.findIndex((_, j) => j < i && overlap(spans[i]!, spans[j]!, WEEK));
    if (other >= 0) throw overlapping(`openingHours.${i}`, written(one), written(hours[other]!));
  });
}

/** @throws Problem 400 for a date that is none or stands twice, and for hours of a day that overlap. */
export function mustBeSpecialDays(days: readonly SpecialDay[]): void {
  const seen = new Set<string>();
  days.forEach(({ date, hours }, i) => {
    const at = `specialDays.${i}`;
    if (!isDate(date)) throw badRequest(`There is no ${date} in the calendar.`, [{ path: `${at}.date`, message: 'must be a date, like 2027-01-01' }]);
    if (seen.has(date)) throw badRequest(`${date} stands twice; give each special day once, with all its hours.`, [{ path: `${at}.date`, message: 'stands twice' }]);
    seen.add(date);
    const spans = hours.map((one) => spanOf(one, 0));
    hours.forEach((one, j) => {
      const other = spans.findIndex((span, k) => k < j && overlap(spans[j]!, span, Infinity));
      if (other >= 0) throw overlapping(`${at}.hours.${j}`, written(one), written(hours[other]!));
    });
  });
}

function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Minutes; what closes at or before it opens goes on into the next day. */
function spanOf({ opens, closes }: Hours, midnight: number): Span {
  const [from, to] = [minutes(opens), minutes(closes)];
  return { from: midnight + from, to: midnight + (to <= from ? to + DAY : to) };
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** On a circle of that length: the end of the week is the beginning of the next one. */
function overlap(one: Span, other: Span, around: number): boolean {
  const shifts = around === Infinity ? [0] : [-around, 0, around];
  return shifts.some((shift) => one.from + shift < other.to && other.from < one.to + shift);
}

function written(hours: Hours & { day?: number }): string {
  return `${hours.day === undefined ? '' : `day ${hours.day}, `}${hours.opens}–${hours.closes}`;
}

function overlapping(path: string, one: string, other: string) {
  return badRequest(`${one} overlaps with ${other}; make one of the two.`, [{ path, message: 'overlaps with others' }]);
}
