import type { QuietHours } from '@demae/contracts';

const MINUTE = 60_000;
const DAY = 24 * 60;
const formats = new Map<string, Intl.DateTimeFormat>();

/** When the quiet hours are over that this moment lies in; undefined when it lies in none. */
export function endOfQuiet({ from, to, timeZone }: QuietHours, at: Date): Date | undefined {
  const [begin, end, now] = [minutesOf(from), minutesOf(to), minutesOf(localTime(timeZone, at))];
  const isQuiet = begin <= end ? begin <= now && now < end : now >= begin || now < end;
  if (!isQuiet) return undefined;
  const wait = (end - now + DAY) % DAY;
  // To the full minute: local times have no seconds.
  return new Date(Math.floor(at.getTime() / MINUTE) * MINUTE + wait * MINUTE);
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return hours! * 60 + minutes!;
}

function localTime(timeZone: string, at: Date): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    formats.set(timeZone, format);
  }
  return format.format(at);
}
