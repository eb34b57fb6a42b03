import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import type {
  AdjustStockRequest, GetStockRequest, ListMovementsRequest, ListMovementsResponse, ListStockRequest, ListStockResponse, SetStockRequest, StockLevel,
} from '@demae/contracts';
import { keyOf } from '@demae/platform';
import { AdjustStock } from './stock/adjust-stock.command.js';
import { GetStock } from './stock/get-stock.query.js';
import { ListMovements } from './stock/list-movements.query.js';
import { ListStock } from './stock/list-stock.query.js';
import { SetStock } from './stock/set-stock.command.js';

@Controller()
export class InventoryGrpc {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @GrpcMethod('InventoryService', 'getStock')
  getStock(request: GetStockRequest): Promise<StockLevel> {
    return this.queries.execute(new GetStock(request.storeId, request.sku));
  }

  @GrpcMethod('InventoryService', 'listStock')
  listStock(request: ListStockRequest): Promise<ListStockResponse> {
    return this.queries.execute(new ListStock(request.storeId, request.low ?? false, request.page));
  }

  @GrpcMethod('InventoryService', 'setStock')
  setStock(request: SetStockRequest): Promise<StockLevel> {
    const { storeId, sku, onHand, actor, lowAt, expectedVersion } = request;
    return this.commands.execute(new SetStock(storeId, sku, { onHand, lowAt }, actor!.userId, expectedVersion));
  }

  @GrpcMethod('InventoryService', 'adjustStock')
  adjustStock(request: AdjustStockRequest): Promise<StockLevel> {
    const { storeId, sku, delta, reason, actor } = request;
    return this.commands.execute(new AdjustStock(storeId, sku, delta, reason, actor.userId, keyOf(request)));
  }

  @GrpcMethod('InventoryService', 'listMovements')
  listMovements(request: ListMovementsRequest): Promise<ListMovementsResponse> {
    return this.queries.execute(new ListMovements(request.storeId, request.sku, request.page));
  }
}
