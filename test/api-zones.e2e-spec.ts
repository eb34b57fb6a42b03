import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@demae/saga/events';
import { aShop, type Shop } from '@demae/testing';
import { refusal, register, staff, visitorOf, type Person, type Visitor } from './http.js';
import { pages, UUID, yen } from './http-goods.js';
import { DRAWN, POINTS, square, type Position } from './zone-points.js';

interface ZoneFields extends Record<string, unknown> {
  id: string;
  name: string;
  version: number;
}

let shop: Shop;
let anyone: Visitor;
let admin: Person;

beforeAll(async () => {
  shop = await aShop();
  anyone = visitorOf(shop);
  admin = await staff(shop, 'admin');
});
afterAll(() => shop.close());

const zones = '/v1/delivery/zones';
const polygon = (...coordinates: Position[][]) => ({ type: 'Polygon', coordinates });
/** Far from the table's. */
const body = (change: object = {}) => ({ name: 'Shibuya', polygon: polygon(square([150, 35], 1)), fee: yen(300), ...change });
const draws = async (change: object = {}) => (await admin.post(zones, body(change)).expect(201)).body as ZoneFields;
const at = async ([lng, lat]: Position) => ((await anyone.get(`${zones}/at?lat=${lat}&lng=${lng}`).expect(200)).body as { items: ZoneFields[] }).items;

describe('a delivery zone', () => {
  it('is drawn by an admin, and shown to everybody', async () => {
    for (const [who, status] of [[anyone, 401], [await register(shop), 403], [await register(shop, 'merchant'), 403]] as const) await refusal(who.post(zones, body()), status);
    const wanted = body({ sameDayCutOff: '15:00', minimumOrder: yen(1_000), polygon: polygon(square([138, 34], 1), square([138.2, 34.2], 0.5)) });
    const made = await admin.post(zones, wanted).expect(201);
    expect(made.body).toEqual({ ...wanted, id: expect.stringMatching(UUID), version: 1 });
    await anyone.get(`${zones}/${(made.body as ZoneFields).id}`).expect(200, made.body as object);
    expect(await draws()).toEqual({ ...body(), id: expect.stringMatching(UUID), version: 1 });
    await refusal(anyone.get(`${zones}/${newId()}`), 404);
  });

  it('is changed in part, by who has seen it last, and moves with its polygon', async () => {
    const { id } = await draws({ polygon: polygon(square([-60, -30], 1)) });
    const path = `${zones}/${id}`;
    const tag = (await anyone.get(path).expect(200)).headers['etag']!;
    await anyone.get(path).set('if-none-match', tag).expect(304);
    const moved = await admin.patch(path, { polygon: polygon(square([-50, -30], 1)), fee: yen(0) }).set('if-match', tag).expect(200);
    expect(moved.body).toMatchObject({ name: 'Shibuya', fee: yen(0), version: 2 });
    expect([await at([-59.5, -29.5]), await at([-49.5, -29.5])]).toEqual([[], [moved.body]]);
    await refusal(admin.patch(path, { name: 'Ebisu' }).set('if-match', tag), 412);
    expect((await admin.patch(path, { name: 'Ebisu' }).expect(200)).body).toMatchObject({ name: 'Ebisu', fee: yen(0), version: 3 });
    for (const who of [await register(shop), anyone]) await refusal(who.patch(path, { name: 'Mine' }), who === anyone ? 401 : 403);
    await admin.delete(path).expect(204);
    expect(await at([-49.5, -29.5])).toEqual([]);
    for (const test of [anyone.get(path), admin.delete(path), admin.patch(path, { name: 'x' })]) await refusal(test, 404);
  });

  it('is refused with a word about what is wrong with it', async () => {
    const crossed = await refusal(admin.post(zones, body({ polygon: polygon([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]) })), 400);
    expect(crossed.errors).toEqual([{ path: 'polygon.coordinates.0.2', message: expect.stringContaining('crosses or touches') }]);
    const open = await refusal(admin.post(zones, body({ polygon: polygon(square([0, 0], 1).slice(0, 4)) })), 400);
    expect(open.errors).toEqual([{ path: 'polygon.coordinates.0', message: 'must end with the position that it begins with' }]);
    const { id } = await draws({ polygon: polygon(square([100, 10], 1)) });
    await refusal(admin.patch(`${zones}/${id}`, { polygon: polygon([[0, 0], [1, 1], [0, 0], [0, 0]]) }), 400);
    for (const coordinates of [[[[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 0, 0]]], [[['0', '0']]], [[0, 0]], 'x', []]) {
      const { errors } = await refusal(admin.post(zones, body({ polygon: { type: 'Polygon', coordinates } })), 400);
      expect(errors).toEqual([{ path: 'polygon.coordinates', message: expect.stringContaining('[longitude, latitude]') }]);
    }
    await refusal(admin.post(zones, body({ polygon: { type: 'Point', coordinates: [0, 0] } })), 400);
    expect((await refusal(admin.post(zones, body({ minimumOrder: { amount: 5, currency: 'USD' } })), 422))['code']).toBe('currency');
    for (const query of ['', '?lat=1', '?lat=91&lng=0', '?lat=0&lng=181', '?lat=x&lng=0']) await refusal(anyone.get(`${zones}/at${query}`), 400);
  });

  it('is listed page by page, whatever is drawn meanwhile', async () => {
    const before = (await pages<ZoneFields>(anyone, zones, 100)).flat();
    const drawn = [await draws({ name: 'A', polygon: polygon(square([60, 10], 1)) }), await draws({ name: 'B', polygon: polygon(square([62, 10], 1)) })];
    const found = (await pages<ZoneFields>(anyone, zones, 1)).flat();
    expect(found).toEqual([...before, ...drawn]);
  });
});

describe('the zones at a point', () => {
  beforeAll(async () => {
    for (const { name, rings } of DRAWN) await draws({ name, polygon: polygon(...rings) });
  });

  it.each(POINTS)('%s: %j → %j', async (_what, point, names) => {
    expect((await at(point)).map(({ name }) => name)).toEqual(names);
  });
});
