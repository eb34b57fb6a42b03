import { DeliveryServiceService } from '@demae/contracts';
import { Peers } from '@demae/platform';
import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Public, Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { Tagged, versionFrom } from '../http/entity-tags.js';
import { page, PageQuery, pageRequest } from '../http/page.js';
import { IdPipe } from '../http/validation.js';
import { PlaceQuery, polygonMessage, zone, ZoneBody, ZoneChange, ZoneList, ZonePage, ZoneView } from './zone.js';

@ApiTags('Fulfillment and delivery')
@Controller('v1/delivery/zones')
@Tagged()
export class ZonesHttp {
  private readonly deliveries;

  constructor(peers: Peers) {
    this.deliveries = peers.client(DeliveryServiceService);
  }

  @Get()
  @Public()
  @Answers(200, ZonePage, 'Where is delivered, and on which terms')
  async list(@Query() query: PageQuery): Promise<ZonePage> {
    return page(await this.deliveries.listZones({ page: pageRequest(query) }), zone);
  }

  @Post()
  @Roles('admin')
  @Answers(201, ZoneView, 'Draws a zone', [422])
  async create(@Me() me: Caller, @Body() { polygon, ...body }: ZoneBody): Promise<ZoneView> {
    return zone(await this.deliveries.createZone({ actor: actorOf(me), zone: { ...body, polygon: polygonMessage(polygon), id: '', version: 0 } }));
  }

  @Get('at')
  @Public()
  @Answers(200, ZoneList, 'All zones that cover a point, their edges included, the oldest first')
  async at(@Query() { lat, lng }: PlaceQuery): Promise<ZoneList> {
    const { items } = await this.deliveries.listZonesAt({ point: { lat, lng } });
    return { items: items.map(zone) };
  }

  @Get(':id')
  @Public()
  @Answers(200, ZoneView, 'A zone', [404])
  async show(@Param('id', IdPipe) id: string): Promise<ZoneView> {
    return zone(await this.deliveries.getZone({ id }));
  }

  @Patch(':id')
  @ApiHeader({ name: 'If-Match', required: false, description: 'the ETag that one has seen' })
  @Roles('admin')
  @Answers(200, ZoneView, 'Changes what is present; with If-Match only what one has seen', [404, 412, 422])
  async update(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() { polygon, ...body }: ZoneChange, @Headers('if-match') ifMatch?: string): Promise<ZoneView> {
    const changed = { ...body, polygon: polygon && polygonMessage(polygon), actor: actorOf(me), id, expectedVersion: versionFrom(ifMatch) };
    return zone(await this.deliveries.updateZone(changed));
  }

  @Delete(':id')
  @Roles('admin')
  @Answers(204, undefined, 'Removes a zone', [404])
  async remove(@Me() me: Caller, @Param('id', IdPipe) id: string): Promise<void> {
    await this.deliveries.removeZone({ actor: actorOf(me), id });
  }
}
