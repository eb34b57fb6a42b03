import type { Actor, Address, Rating, Store as StoreMessage, UpdateStoreRequest } from '@demae/contracts';
import { notFound, wholeNumber } from '@demae/platform';
import { newId } from '@demae/saga';
import { Column, CreateDateColumn, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import { mustBeReadable } from '../names/readable.js';
import { searchText } from '../search/search-text.js';
import { isOpen, type OpeningHours, type SpecialDay } from './opening-hours.js';
import { mustBeHours, mustBeSpecialDays } from './sound-hours.js';

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

  @Column('jsonb', { name: 'special_days' })
  specialDays!: SpecialDay[];

  @Column('boolean', { name: 'auto_accept' })
  autoAccept!: boolean;

  @Column('int', { name: 'prep_minutes' })
  prepMinutes!: number;

  @Column('jsonb')
  fulfillment!: FulfillmentType[];

  /** A tsvector of what it is found by. */
  @Column('tsvector', { select: false })
  words!: string;

  @Column('int2', { name: 'name_length', select: false })
  nameLength!: number;

  /** Of all its reviews; only written with a review. */
  @Column({ type: 'int8', name: 'rating_sum', transformer: wholeNumber, update: false })
  ratingSum!: number;

  @Column({ type: 'int', name: 'rating_count', update: false })
  ratingCount!: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @VersionColumn()
  version!: number;

  /** @throws Problem 400 for a name that cannot be read, or opening hours that cannot be. */
  static open(owner: Actor, wanted: StoreMessage): Store {
    mustBeReadable('name', wanted.name);
    mustBeHours(wanted.openingHours);
    mustBeSpecialDays(wanted.specialDays);
    const store = Object.assign(new Store(), {
      id: newId(),
      ownerId: owner.userId,
      name: wanted.name,
      kind: wanted.kind,
      description: wanted.description,
      currency: wanted.currency,
      timeZone: wanted.timeZone || 'UTC',
      openingHours: wanted.openingHours,
      specialDays: wanted.specialDays,
      ratingSum: 0,
      ratingCount: 0,
      autoAccept: wanted.autoAccept,
      prepMinutes: wanted.prepMinutes || 15,
      fulfillment: wanted.fulfillment.length > 0 ? wanted.fulfillment : ['delivery', 'pickup'],
    });
    store.moveTo(wanted.address);
    return store;
  }

  /** @throws Problem 400 for a name that cannot be read, or opening hours that cannot be. */
  change(wanted: UpdateStoreRequest): void {
    if (wanted.name !== undefined) mustBeReadable('name', wanted.name);
    if (wanted.openingHours) mustBeHours(wanted.openingHours.items);
    if (wanted.specialDays) mustBeSpecialDays(wanted.specialDays.items);
    this.name = wanted.name ?? this.name;
    this.description = wanted.description ?? this.description;
    this.timeZone = wanted.timeZone ?? this.timeZone;
    this.openingHours = wanted.openingHours?.items ?? this.openingHours;
    this.specialDays = wanted.specialDays?.items ?? this.specialDays;
    this.autoAccept = wanted.autoAccept ?? this.autoAccept;
    this.prepMinutes = wanted.prepMinutes ?? this.prepMinutes;
    if (wanted.fulfillment.length > 0) this.fulfillment = wanted.fulfillment as FulfillmentType[];
    if (wanted.address) this.moveTo(wanted.address);
  }

  isOpen(at: Date): boolean {
    return isOpen(this, at);
  }

  /** Notes what it is found by. Returns the words that it is written in. */
  index(): string[] {
    const { words, nameLength, vocabulary } = searchText(this.name, [this.description, this.address.city]);
    Object.assign(this, { words, nameLength });
    return vocabulary;
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
  const { lat: _lat, lng: _lng, createdAt: _createdAt, words: _words, nameLength: _nameLength, ratingSum, ratingCount, ...fields } = store;
  return { ...fields, openNow: isOpen(store, now), distance, rating: ratingOf(ratingSum, ratingCount) };
}

/** To one digit after the point; undefined as long as there is none. */
export function ratingOf(sum: number, count: number): Rating | undefined {
  return count === 0 ? undefined : { average: Math.round((sum * 10) / count) / 10, count };
}
