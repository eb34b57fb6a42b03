export { databaseUrl, dropDatabases, newDatabase, testServerUrl } from './databases.js';
export { HOSTILE, HostileLog, type Hostility } from './hostile-log.js';
export { Random } from '../../../scripts/random.js';
export { Courier } from './courier.js';
export { PlacedOrder } from './placed-order.js';
export { aShop, HOME, Shop, type ShopOptions, type Wish } from './shop.js';
export { HostileWaves } from './hostile-run.js';
export { until } from './until.js';
