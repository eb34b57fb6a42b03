import type { Actor, Address, Store as StoreMessage, UpdateStoreRequest } from '@demae/contracts';
import { notFound } from '@demae/platform';
import { newId } from '@demae/saga';
import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import { isOpen, type OpeningHours } from './opening-hours.js';

export type FulfillmentType = 'delivery' | 'pickup' | 'shipping';

/** A restaurant or a shop. */
@Entity('store')
export class Store {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'owner_id' })
  ownerId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: 'restaurant' | 'shop';

  @Column('text')
  description!: string;

  /** ISO 4217; all its prices are in it. */
  @Column('text')
  currency!: string;

  /** IANA */
  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  @Column('jsonb')
  address!: Address;

  /** Of the address, for searching by place. */
  @Column('double precision')
  lat!: number;

  @Column('double precision')
  lng!: number;

  @Column('jsonb', { name: 'opening_hours' })
  openingHours!: OpeningHours[];

  @Column('boolean', { name: 'auto_accept' })
  autoAccept!: boolean;

  @Column('int', { name: 'prep_minutes' })
  prepMinutes!: number;

  @Column('jsonb')
  fulfillment!: FulfillmentType[];

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn()
  version!: number;

  static open(owner: Actor, wanted: StoreMessage): Store {
    const store = Object.assign(new Store(), {
      id: newId(),
      ownerId: owner.userId,
      name: wanted.name,
      kind: wanted.kind,
      description: wanted.description,
      currency: wanted.currency,
      timeZone: wanted.timeZone || 'UTC',
      openingHours: wanted.openingHours,
      autoAccept: wanted.autoAccept,
      prepMinutes: wanted.prepMinutes || 15,
      fulfillment: wanted.fulfillment.length > 0 ? wanted.fulfillment : ['delivery', 'pickup'],
    });
    store.moveTo(wanted.address);
    return store;
  }

  change(wanted: UpdateStoreRequest): void {
    this.name = wanted.name ?? this.name;
    this.description = wanted.description ?? this.description;
    this.timeZone = wanted.timeZone ?? this.timeZone;
    this.openingHours = wanted.openingHours?.items ?? this.openingHours;
    this.autoAccept = wanted.autoAccept ?? this.autoAccept;
    this.prepMinutes = wanted.prepMinutes ?? this.prepMinutes;
    if (wanted.fulfillment.length > 0) this.fulfillment = wanted.fulfillment as FulfillmentType[];
    if (wanted.address) this.moveTo(wanted.address);
  }

  isOpen(at: Date): boolean {
    return isOpen(this.openingHours, this.timeZone, at);
  }

  private moveTo(address: Address): void {
    Object.assign(this, { address, lat: address.lat, lng: address.lng });
  }
}

/** @throws Problem 404 when it is not there or not the actor's: what belongs to others is not there. */
export function mustOwn<S extends Pick<Store, 'ownerId'>>(actor: Actor, store: S | null | undefined, id: string, thing = 'store'): asserts store is S {
  if (!store || (store.ownerId !== actor.userId && !actor.roles.includes('admin'))) throw notFound(thing, id);
}

export function asMessage(store: Store, now: Date, distance?: number): StoreMessage {
  const { lat: _lat, lng: _lng, createdAt: _createdAt, ...fields } = store;
  return { ...fields, openNow: isOpen(store.openingHours, store.timeZone, now), distance };
}
