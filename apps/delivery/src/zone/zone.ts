import type { Actor, Money, UpdateZoneRequest, Zone as ZoneMessage } from '@demae/contracts';
import { forbidden, refused, wholeNumber } from '@demae/platform';
import { newId } from '@demae/saga';
import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import { polygonFrom, polygonMessage, type GeoPolygon } from './polygon.js';

/** Where is delivered, and on which terms. The database keeps the polygon in a form of its own besides: see zones_at in the migrations. */
@Entity('zone')
export class Zone {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('jsonb')
  polygon!: GeoPolygon;

  /** Minor units of the currency. */
  @Column('int8', { transformer: wholeNumber })
  fee!: number;

  /** ISO 4217, of all its amounts. */
  @Column('text')
  currency!: string;

  /** "15:00", local time of the store. */
  @Column('text', { name: 'same_day_cut_off', nullable: true })
  sameDayCutOff!: string | null;

  /** Minor units of the currency. */
  @Column('int8', { name: 'minimum_order', nullable: true, transformer: wholeNumber })
  minimumOrder!: number | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn()
  version!: number;

  /** @throws Problem 400 for a polygon that is none, 422 for two currencies. */
  static of({ name, polygon, fee, sameDayCutOff, minimumOrder }: ZoneMessage): Zone {
    const zone = Object.assign(new Zone(), { id: newId(), name, polygon: polygonFrom(polygon), sameDayCutOff: sameDayCutOff ?? null });
    zone.charge(fee, minimumOrder);
    return zone;
  }

  /** @throws Problem 400 for a polygon that is none, 422 for two currencies. */
  change({ name, polygon, fee, sameDayCutOff, minimumOrder }: UpdateZoneRequest): void {
    this.name = name ?? this.name;
    this.polygon = polygon ? polygonFrom(polygon) : this.polygon;
    this.sameDayCutOff = sameDayCutOff ?? this.sameDayCutOff;
    const { fee: feeBefore, minimumOrder: minimumBefore } = this.toMessage();
    this.charge(fee ?? feeBefore, minimumOrder ?? minimumBefore);
  }

  toMessage(): ZoneMessage {
    const { id, name, polygon, fee, currency, sameDayCutOff, minimumOrder, version } = this;
    return {
      id,
      name,
      polygon: polygonMessage(polygon),
      fee: { amount: fee, currency },
      sameDayCutOff: sameDayCutOff ?? undefined,
      minimumOrder: minimumOrder === null ? undefined : { amount: minimumOrder, currency },
      version,
    };
  }

  private charge(fee: Money, minimumOrder: Money | undefined): void {
    if (minimumOrder && minimumOrder.currency !== fee.currency) {
      throw refused(`The fee is in ${fee.currency} and the minimum order in ${minimumOrder.currency}; give both in one currency.`, 'currency');
    }
    this.fee = fee.amount;
    this.currency = fee.currency;
    this.minimumOrder = minimumOrder?.amount ?? null;
  }
}

/** @throws Problem 403 */
export function mustBeAdmin({ roles }: Actor): void {
  if (!roles.includes('admin')) throw forbidden('Delivery zones are drawn by admins.');
}
