import type { Address as AddressMessage, Money as MoneyMessage } from '@demae/contracts';
import { Currency, Form, Real, Text, Whole } from './fields.js';

/** A time of day, local to whatever has a time zone: 00:00 to 23:59. */
export const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Beyond it, an order of many would no longer fit an exact number. */
export const DEAREST = 1_000_000_000;

export class Money implements MoneyMessage {
  @Whole({ min: 0, max: DEAREST, what: 'minor units: 1250 is ¥1,250 or $12.50', example: 1250 })
  amount!: number;

  @Currency()
  currency!: string;
}

export class Address implements AddressMessage {
  @Text({ min: 1, max: 200, example: '1-2-3 Marunouchi' })
  line1!: string;

  @Text({ max: 200, optional: true, example: 'Floor 3' })
  line2?: string;

  @Text({ min: 1, max: 100, example: 'Tokyo' })
  city!: string;

  @Text({ min: 1, max: 20, example: '100-0005' })
  postalCode!: string;

  @Form({ pattern: /^[A-Z]{2}$/, like: 'JP', what: 'ISO 3166-1 alpha-2' })
  country!: string;

  @Real({ min: -90, max: 90, example: 35.681236 })
  lat!: number;

  @Real({ min: -180, max: 180, example: 139.767125 })
  lng!: number;
}

export class Point {
  @Real({ min: -90, max: 90, example: 35.681236 })
  lat!: number;

  @Real({ min: -180, max: 180, example: 139.767125 })
  lng!: number;
}

/** `?near=35.68,139.76` */
export const PLACE = /^-?(\d{1,2})(\.\d{1,15})?,-?(\d{1,3})(\.\d{1,15})?$/;

/** Reads what PLACE has matched; undefined when it lies beyond the poles. */
export function pointFrom(text: string): Point | undefined {
  const [lat, lng] = text.split(',').map(Number) as [number, number];
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : undefined;
}
