import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { InventoryServiceService } from '@demae/contracts';
import { defineService, IdempotencyModule } from '@demae/platform';
import { InventoryGrpc } from './inventory.grpc.js';
import { CreateInventory1700000000001 } from './migrations/1700000000001-create-inventory.js';
import { NameKeyHash1700000000002 } from './migrations/1700000000002-name-key-hash.js';
import { LowStock1700000000003 } from './migrations/1700000000003-low-stock.js';
import { ReturnedGoods1700000000004 } from './migrations/1700000000004-returned-goods.js';
import { AdjustStockHandler } from './stock/adjust-stock.command.js';
import { CommitStock } from './stock/commit-stock.step.js';
import { CountStock } from './stock/count-stock.step.js';
import { GetStockHandler } from './stock/get-stock.query.js';
import { HoldStock } from './stock/hold-stock.step.js';
import { ListMovementsHandler } from './stock/list-movements.query.js';
import { ListStockHandler } from './stock/list-stock.query.js';
import { Movement } from './stock/movement.js';
import { OpenShelves } from './stock/open-shelves.listener.js';
import { Reservation } from './stock/reservation.js';
import { stockRecoveries } from './stock/recover-stock.js';
import { Restock } from './stock/restock.step.js';
import { SetStockHandler } from './stock/set-stock.command.js';
import { shelfCount } from './stock/shelf-count.js';
import { StockItem } from './stock/stock-item.js';

@Module({
  imports: [CqrsModule, IdempotencyModule],
  controllers: [InventoryGrpc],
  providers: [
    HoldStock, CommitStock, Restock, OpenShelves, CountStock, SetStockHandler, AdjustStockHandler, GetStockHandler, ListStockHandler, ListMovementsHandler,
  ],
})
export class InventoryModule {}

export const inventory = defineService({
  name: 'inventory',
  module: InventoryModule,
  entities: [StockItem, Reservation, Movement],
  migrations: [CreateInventory1700000000001, NameKeyHash1700000000002, LowStock1700000000003, ReturnedGoods1700000000004],
  grpc: [InventoryServiceService],
  recoveries: stockRecoveries,
  surveys: [shelfCount],
});
