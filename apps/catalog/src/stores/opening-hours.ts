/** From when until when a store is open, in its own local time. */
export interface Hours {
  /** "10:00" */
  opens: string;
  /** "22:00"; at or before `opens` = after midnight, and around the clock when it is the same. */
  closes: string;
}

/** A time of the week in which a store is open. */
export interface OpeningHours extends Hours {
  /** ISO weekday on which it opens, 1 = Monday. */
  day: number;
}

/** A day that is not as its weekday: a holiday, a festival. */
export interface SpecialDay {
  /** "2027-01-01", local. */
  date: string;
  /** Instead of those of its weekday; none = closed. */
  hours: Hours[];
}

export interface Timetable {
  /** None = always open. */
  openingHours: readonly OpeningHours[];
  specialDays: readonly SpecialDay[];
  /** IANA */
  timeZone: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const ALL_DAY: Hours[] = [{ opens: '00:00', closes: '24:00' }];
const DAY = 24 * 60 * 60 * 1000;

/** Whether a store with these hours is open at that moment. Hours after midnight belong to the day on which they begin. */
export function isOpen(timetable: Timetable, at: Date): boolean {
  const { openingHours, specialDays, timeZone } = timetable;
  if (openingHours.length === 0 && specialDays.length === 0) return true;
  const { date, time } = localTime(timeZone, at);
  const yesterday = new Date(Date.parse(date) - DAY).toISOString().slice(0, 10);
  // "09:30" sorts as the time it stands for.
  const today = hoursOf(timetable, date).some(({ opens, closes }) => time >= opens && (closes <= opens || time < closes));
  return today || hoursOf(timetable, yesterday).some(({ opens, closes }) => closes <= opens && time < closes);
}

/** Of what begins on that date. */
function hoursOf({ openingHours, specialDays }: Timetable, date: string): readonly Hours[] {
  const special = specialDays.find((day) => day.date === date);
  if (special) return special.hours;
  if (openingHours.length === 0) return ALL_DAY;
  const weekday = new Date(date).getUTCDay() || 7;
  return openingHours.filter(({ day }) => day === weekday);
}

/** "2027-01-01" and "HH:MM" at that moment there. */
function localTime(timeZone: string, at: Date): { date: string; time: string } {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { date: `${parts['year']!.padStart(4, '0')}-${parts['month']}-${parts['day']}`, time: `${parts['hour']}:${parts['minute']}` };
}
