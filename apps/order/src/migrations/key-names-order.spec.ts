import { expect, it } from '@jest/globals';
import { Order } from '@demae/contracts';
import { newId } from '@demae/saga';
import { DataSource } from 'typeorm';
import { databaseUrl, dropDatabases, newDatabase } from '../../../../libs/testing/src/databases.js';
import { CreateOrder1700000000001 } from './1700000000001-create-order.js';
import { KeyNamesOrder1700000000002 } from './1700000000002-key-names-order.js';

it('keys of before name the order that their answer was about', async () => {
  const database = await newDatabase('keys');
  const url = databaseUrl(database);
  const dataSource = await new DataSource({ type: 'postgres', url, migrations: [CreateOrder1700000000001, KeyNamesOrder1700000000002] }).initialize();
  const runner = dataSource.createQueryRunner();
  await new CreateOrder1700000000001().up(runner);
  const id = newId();
  const money = { amount: 1, currency: 'JPY' };
  const address = { line1: '1-1', city: 'Tokyo', postalCode: '100-0001', country: 'JP', lat: 35.68, lng: 139.76 };
  const at = new Date();
  const answer = Order.encode({
    id, number: '000001', status: 'PENDING', createdAt: at, history: [], cancellation: undefined,
    checkout: {
      orderId: id, number: '000001', customer: { id: newId(), name: 'Ann', email: 'ann@example.com', locale: 'en' },
      store: { id: newId(), ownerId: newId(), name: 'Ichi', kind: 'restaurant', address, autoAccept: true, prepMinutes: 20 },
      lines: [], subtotal: money, deliveryFee: money, total: money, tender: { method: 'cash' }, fulfillment: { type: 'pickup', address: undefined }, placedAt: at,
    },
  } as unknown as Order).finish();
  await runner.query('insert into idempotency_key (user_id, key, body_hash, answer, created_at) values ($1, $2, $3, $4, now())', [newId(), 'k', Buffer.from([1]), Buffer.from(answer)]);
  await new KeyNamesOrder1700000000002().up(runner);
  expect(await runner.query('select key, order_id from idempotency_key')).toEqual([{ key: 'k', order_id: id }]);
  await runner.release();
  await dataSource.destroy();
  await dropDatabases([database]);
});
