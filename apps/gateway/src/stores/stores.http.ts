import { CatalogServiceService } from '@demae/contracts';
import { badRequest, Peers } from '@demae/platform';
import { Body, Controller, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Public, Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { Tagged, versionFrom } from '../http/entity-tags.js';
import { page, pageRequest } from '../http/page.js';
import { IdPipe } from '../http/validation.js';
import { pointFrom } from '../http/values.js';
import { MenuView, product } from '../products/product.js';
import { specialDayMessages, store, StoreBody, StoreChange, StorePage, StoreQuery, StoreView } from './store.js';

@ApiTags('Catalog and stock')
@Controller('v1/stores')
@Tagged()
export class StoresHttp {
  private readonly catalog;

  constructor(peers: Peers) {
    this.catalog = peers.client(CatalogServiceService);
  }

  @Get()
  @Public()
  @Answers(200, StorePage, 'Restaurants and shops, by name or by distance')
  async list(@Query() query: StoreQuery): Promise<StorePage> {
    const { q, near, radius, openNow, kind, category: categoryId, sort } = query;
    const point = near === undefined ? undefined : pointFrom(near);
    if (near !== undefined && !point) throw badRequest('near lies beyond the poles.', [{ path: 'near', message: 'must be latitude,longitude in degrees' }]);
    if (radius !== undefined && !point) throw badRequest('radius is around near; give both.', [{ path: 'radius', message: 'needs near' }]);
    return page(await this.catalog.listStores({ q: q?.trim(), near: point, radius, openNow, kind, categoryId, sort, page: pageRequest(query) }), store);
  }

  @Post()
  @Roles('merchant', 'admin')
  @Answers(201, StoreView, 'Opens a store')
  async create(@Me() me: Caller, @Body() body: StoreBody): Promise<StoreView> {
    const { description = '', timeZone = '', openingHours = [], specialDays = [], autoAccept = false, prepMinutes = 0, fulfillment = [], ...rest } = body;
    const days = specialDayMessages(specialDays);
    const wanted = { ...rest, description, timeZone, openingHours, specialDays: days, autoAccept, prepMinutes, fulfillment, id: '', ownerId: '', openNow: false, version: 0 };
    return store(await this.catalog.createStore({ actor: actorOf(me), store: wanted }));
  }

  @Get(':id')
  @Public()
  @Answers(200, StoreView, 'A store', [404])
  async show(@Param('id', IdPipe) id: string): Promise<StoreView> {
    return store(await this.catalog.getStore({ id }));
  }

  @Patch(':id')
  @ApiHeader({ name: 'If-Match', required: false, description: 'the ETag that one has seen' })
  @Roles('merchant', 'admin')
  @Answers(200, StoreView, 'Changes what is present; with If-Match only what one has seen', [404, 412])
  async update(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() body: StoreChange, @Headers('if-match') ifMatch?: string): Promise<StoreView> {
    const { openingHours, specialDays, fulfillment = [], ...rest } = body;
    const hours = openingHours && { items: openingHours };
    const days = specialDays && { items: specialDayMessages(specialDays) };
    const wanted = { ...rest, openingHours: hours, specialDays: days, fulfillment };
    return store(await this.catalog.updateStore({ ...wanted, actor: actorOf(me), id, expectedVersion: versionFrom(ifMatch) }));
  }

  @Get(':id/menu')
  @Public()
  @Answers(200, MenuView, 'What a store sells, by section', [404])
  async menu(@Param('id', IdPipe) id: string): Promise<MenuView> {
    const { sections } = await this.catalog.getMenu({ storeId: id });
    return { sections: sections.map(({ name, products }) => ({ name, products: products.map(product) })) };
  }
}
