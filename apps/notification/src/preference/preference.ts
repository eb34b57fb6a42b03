import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Preferences, QuietHours } from '@demae/contracts';
import { TEMPLATES, type Kind } from '../notification/templates.js';
import { endOfQuiet } from './quiet-hours.js';

export type Way = 'app' | 'mail';

export const KINDS = Object.keys(TEMPLATES) as Kind[];

/** What somebody does not want to be told, or not now. Without a row: everything, at once. */
@Entity({ name: 'preference' })
export class Preference {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId!: string;

  /** "order.ready:mail" */
  @Column('jsonb')
  off!: string[];

  @Column('jsonb', { name: 'quiet_hours', nullable: true })
  quietHours!: QuietHours | null;

  static none(userId: string): Preference {
    return Object.assign(new Preference(), { userId, off: [], quietHours: null });
  }

  wants(kind: Kind, way: Way): boolean {
    return !this.off.includes(`${kind}:${way}`);
  }

  choose(kind: Kind, way: Way, isWanted: boolean): void {
    const name = `${kind}:${way}`;
    this.off = [...this.off.filter((one) => one !== name), ...(isWanted ? [] : [name])];
  }

  keepQuiet(hours: QuietHours): void {
    this.quietHours = hours.from === hours.to ? null : hours;
  }

  /** Until when mail has to wait; undefined when it may go. */
  quietUntil(at: Date): Date | undefined {
    return this.quietHours === null ? undefined : endOfQuiet(this.quietHours, at);
  }

  toView(): Preferences {
    return { kinds: KINDS.map((kind) => ({ kind, app: this.wants(kind, 'app'), mail: this.wants(kind, 'mail') })), quietHours: this.quietHours ?? undefined };
  }
}
