/** A time of the week in which a store is open, in its own local time. */
export interface OpeningHours {
  /** ISO weekday on which it opens, 1 = Monday. */
  day: number;
  /** "10:00" */
  opens: string;
  /** "22:00"; at or before `opens` = after midnight. */
  closes: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Whether a store with these hours is open at that moment; without hours it always is. */
export function isOpen(hours: readonly OpeningHours[], timeZone: string, at: Date): boolean {
  if (hours.length === 0) return true;
  const { day, time } = localTime(timeZone, at);
  const yesterday = day === 1 ? 7 : day - 1;
  // "09:30" sorts as the time it stands for.
  return hours.some(({ day: opening, opens, closes }) => {
    const overnight = closes <= opens;
    if (opening === day && time >= opens && (overnight || time < closes)) return true;
    return overnight && opening === yesterday && time < closes;
  });
}

/** ISO weekday and "HH:MM" at that moment there. */
function localTime(timeZone: string, at: Date): { day: number; time: string } {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: weekdays.indexOf(parts['weekday']!) + 1, time: `${parts['hour']}:${parts['minute']}` };
}
