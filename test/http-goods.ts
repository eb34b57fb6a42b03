import { newId } from '@demae/saga/events';
import type { Person } from './http.js';

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export const SHOP_ADDRESS = { line1: '2-1 Dogenzaka', city: 'Tokyo', postalCode: '150-0043', country: 'JP', lat: 35.658, lng: 139.699 };
export const HOME = { ...SHOP_ADDRESS, line1: '1-2 Jinnan', lat: 35.664, lng: 139.7 };

export const yen = (amount: number) => ({ amount, currency: 'JPY' });

export interface StoreFields extends Record<string, unknown> {
  id: string;
  version: number;
}

export interface ProductFields extends Record<string, unknown> {
  id: string;
  version: number;
  options: { name: string; choices: { id: string; name: string }[] }[];
}

export const storeBody = (change: object = {}) => ({ name: 'Utsuwa', kind: 'shop', currency: 'JPY', address: SHOP_ADDRESS, prepMinutes: 10, ...change });

export async function opens(merchant: Person, change: object = {}): Promise<StoreFields> {
  return (await merchant.post('/v1/stores', storeBody(change)).expect(201)).body as StoreFields;
}

export const productBody = (storeId: string, change: object = {}) => ({ storeId, name: 'Tea Cup', section: 'Cups', variants: [{ sku: `cup-${newId()}`, price: yen(1000) }], ...change });

export async function sells(merchant: Person, storeId: string, change: object = {}): Promise<ProductFields> {
  return (await merchant.post('/v1/products', productBody(storeId, change)).expect(201)).body as ProductFields;
}

/** A product of its own with one sku and so many on the shelf. */
export async function stocks(merchant: Person, storeId: string, onHand: number): Promise<string> {
  const sku = `cup-${newId()}`;
  await sells(merchant, storeId, { variants: [{ sku, name: 'White', price: yen(1000) }] });
  await merchant.put(`/v1/stores/${storeId}/stock/${sku}`, { onHand }).expect(200);
  return sku;
}

/** All items of a list, page by page. */
export async function pages<T extends object>(person: { get: Person['get'] }, path: string, limit: number, between?: () => Promise<unknown>): Promise<T[][]> {
  const found: T[][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = `${path.includes('?') ? '&' : '?'}limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
    const { items, nextCursor } = (await person.get(path + query).expect(200)).body as { items: T[]; nextCursor: string | null };
    found.push(items);
    cursor = nextCursor;
    if (cursor !== null) await between?.();
  }
  return found;
}
