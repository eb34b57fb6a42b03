import type { Preferences } from '@demae/contracts';
import { Flag, Form, ListOf, Nested, Text, TimeZone } from '../http/fields.js';
import { TIME } from '../http/values.js';

export class QuietHours {
  @Form({ pattern: TIME, like: '22:00', what: 'local time' })
  from!: string;

  @Form({ pattern: TIME, like: '07:00', what: 'before from = on the next day; the same as from = no quiet hours' })
  to!: string;

  @TimeZone()
  timeZone!: string;
}

export class KindPreference {
  @Text({ min: 1, max: 50, example: 'order.ready', what: 'the event that it tells of' })
  kind!: string;

  @Flag({ what: 'among the notifications in the app' })
  app!: boolean;

  @Flag({ what: 'by mail' })
  mail!: boolean;
}

export class KindChange {
  @Text({ min: 1, max: 50, example: 'order.ready' })
  kind!: string;

  @Flag({ optional: true })
  app?: boolean;

  @Flag({ optional: true, example: false })
  mail?: boolean;
}

export class PreferencesView {
  @ListOf(() => KindPreference, { max: 50, what: 'every kind there is; codes and links that one asks for come in any case' })
  kinds!: KindPreference[];

  @Nested(() => QuietHours, { optional: true, what: 'mail waits until they are over' })
  quietHours?: QuietHours;
}

export class PreferencesBody {
  @ListOf(() => KindChange, { max: 50, optional: true, what: 'those to change' })
  kinds?: KindChange[];

  @Nested(() => QuietHours, { optional: true })
  quietHours?: QuietHours;
}

export function preferences({ kinds, quietHours }: Preferences): PreferencesView {
  return { kinds, quietHours };
}
