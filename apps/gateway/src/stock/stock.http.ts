import { InventoryServiceService } from '@demae/contracts';
import { Peers, Problem, refused } from '@demae/platform';
import { Body, Controller, Get, Headers, Param, Post, Put, Query } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { Tagged, versionFrom } from '../http/entity-tags.js';
import { OnceKey, type Once } from '../http/idempotency-key.js';
import { page, PageQuery, pageRequest } from '../http/page.js';
import { IdPipe, SkuPipe } from '../http/validation.js';
import { StoreOwners } from '../stores/store-owners.js';
import { AdjustmentBody, movement, MovementPage, stock, StockBody, StockPage, StockQuery, StockView } from './stock.js';

@ApiTags('Catalog and stock')
@Controller('v1/stores/:storeId/stock')
@Tagged()
@Roles('merchant', 'admin')
export class StockHttp {
  private readonly inventory;

  constructor(
    private readonly owners: StoreOwners,
    peers: Peers,
  ) {
    this.inventory = peers.client(InventoryServiceService);
  }

  @Get()
  @Answers(200, StockPage, 'What is on the shelves, by sku', [404])
  async list(@Me() me: Caller, @Param('storeId', IdPipe) storeId: string, @Query() query: StockQuery): Promise<StockPage> {
    await this.owners.mustOwn(me, storeId);
    return page(await this.inventory.listStock({ storeId, low: query.low, page: pageRequest(query) }), stock);
  }

  @Get(':sku')
  @Answers(200, StockView, 'How much of a sku there is', [404])
  async show(@Me() me: Caller, @Param('storeId', IdPipe) storeId: string, @Param('sku', SkuPipe) sku: string): Promise<StockView> {
    await this.owners.mustOwn(me, storeId);
    await this.owners.productWith(storeId, sku);
    try {
      return stock(await this.inventory.getStock({ storeId, sku }));
    } catch (error) {
      // The shelf of a new product is opened a moment after it; until then it is empty.
      if (error instanceof Problem && error.status === 404) return { sku, onHand: 0, available: 0, reserved: 0, lowAt: 5, version: 0 };
      throw error;
    }
  }

  @Put(':sku')
  @ApiHeader({ name: 'If-Match', required: false, description: 'the ETag that one has seen' })
  @Answers(200, StockView, 'Sets how much was counted; with If-Match only when nothing came or went since one has seen it', [404, 409, 412, 422])
  async set(
    @Me() me: Caller,
    @Param('storeId', IdPipe) storeId: string,
    @Param('sku', SkuPipe) sku: string,
    @Body() body: StockBody,
    @Headers('if-match') ifMatch?: string,
  ): Promise<StockView> {
    await this.mustTrack(me, storeId, sku);
    return stock(await this.inventory.setStock({ actor: actorOf(me), storeId, sku, ...body, expectedVersion: versionFrom(ifMatch) }));
  }

  @Post(':sku/adjustments')
  @Answers(201, StockView, 'Adds or takes away', [404, 409, 422])
  async adjust(
    @Me() me: Caller,
    @Param('storeId', IdPipe) storeId: string,
    @Param('sku', SkuPipe) sku: string,
    @Body() body: AdjustmentBody,
    @OnceKey() once: Once,
  ): Promise<StockView> {
    await this.mustTrack(me, storeId, sku);
    return stock(await this.inventory.adjustStock({ actor: actorOf(me), storeId, sku, ...body, ...once }));
  }

  @Get(':sku/movements')
  @Answers(200, MovementPage, 'What came, went and was held, newest first', [404])
  async movements(@Me() me: Caller, @Param('storeId', IdPipe) storeId: string, @Param('sku', SkuPipe) sku: string, @Query() query: PageQuery): Promise<MovementPage> {
    await this.owners.mustOwn(me, storeId);
    await this.owners.productWith(storeId, sku);
    return page(await this.inventory.listMovements({ storeId, sku, page: pageRequest(query) }), movement);
  }

  private async mustTrack(me: Caller, storeId: string, sku: string): Promise<void> {
    await this.owners.mustOwn(me, storeId);
    const { name, trackStock } = await this.owners.productWith(storeId, sku, (product) => product.trackStock);
    if (!trackStock) throw refused(`${name} never runs out; set its trackStock to count it.`, 'untracked');
  }
}
