import { InventoryRejected, InventoryReserved, StockLevelChanged, type Checkout } from '@demae/contracts';
import { recover, type Recovered, type Recovery, type Tx } from '@demae/saga';
import { HoldStock, wanted } from './hold-stock.step.js';
import { Movement } from './movement.js';
import { Reservation } from './reservation.js';
import { StockItem } from './stock-item.js';

/** What was put aside is put aside, whatever the shelf says now: an order goes on because of it. */
export const stockRecoveries: readonly Recovery[] = [
  recover(InventoryReserved, async ({ orderId, checkout }, tx) => {
    const known = await tx.query(`select from inbox where handler = 'inventory/HoldStock.hold' and key = $1`, [orderId]);
    return known.length > 0 ? undefined : hold(tx, orderId, checkout as Checkout);
  }, [HoldStock, 'hold']),
  recover(InventoryRejected, () => Promise.resolve(undefined), [HoldStock, 'hold']),
  recover(StockLevelChanged, async ({ storeId, sku, version, available }, tx, { causedBy, at }) => {
    const item = (await StockItem.open(tx, storeId, [sku]))[0]!;
    if (item.version >= version) return undefined;
    // Displays have seen this version; what is said next has to be later.
    await tx.query('update stock_item set version = $3 where store_id = $1 and sku = $2', [storeId, sku, version]);
    item.version = version;
    // Nobody's order: somebody has counted.
    return causedBy === undefined ? { look: `the shelf ${storeId}/${sku} was counted or filled at about ${at.toISOString()}, when ${available} were available; count it again` } : undefined;
  }),
];

async function hold(tx: Tx, orderId: string, checkout: Checkout): Promise<Recovered> {
  const storeId = checkout.store.id;
  const demand = wanted(checkout);
  const items = await StockItem.open(tx, storeId, [...demand.keys()]);
  let added = 0;
  for (const item of items) {
    const quantity = demand.get(item.sku)!;
    const lacking = Math.max(0, quantity - item.available);
    if (lacking > 0) tx.insert(Movement.of({ storeId, sku: item.sku, kind: 'ADJUSTED', quantity: lacking, by: 'saga', reason: 'was there before the backup was restored' }));
    added += lacking;
    item.count(item.onHand + lacking);
    item.putAside(quantity);
    tx.save(item);
    tx.insert(Reservation.of(orderId, storeId, item.sku, quantity));
    tx.insert(Movement.of({ storeId, sku: item.sku, kind: 'RESERVED', quantity, orderId, by: 'saga' }));
  }
  await tx.flush();
  return added > 0 ? { look: `order ${orderId} holds ${added} more than store ${storeId} had on its shelves; count them` } : `what is put aside for order ${orderId} is put aside again`;
}
