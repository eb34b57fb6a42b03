import { CatalogServiceService } from '@demae/contracts';
import { Peers } from '@demae/platform';
import { Body, Controller, Delete, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Public, Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { Tagged, versionFrom } from '../http/entity-tags.js';
import { page, pageRequest } from '../http/page.js';
import { IdPipe } from '../http/validation.js';
import { optionMessages, product, ProductBody, productMessage, ProductChange, ProductPage, ProductQuery, ProductView, RecommendationQuery, variantMessages } from './product.js';

@ApiTags('Catalog and stock')
@Controller('v1/products')
@Tagged()
export class ProductsHttp {
  private readonly catalog;

  constructor(peers: Peers) {
    this.catalog = peers.client(CatalogServiceService);
  }

  @Get()
  @Public()
  @Answers(200, ProductPage, 'Products of all stores')
  async list(@Query() query: ProductQuery): Promise<ProductPage> {
    const { q, storeId, categoryId, minPrice, maxPrice, inStock, sort } = query;
    return page(await this.catalog.listProducts({ q: q?.trim(), storeId, categoryId, minPrice, maxPrice, inStock, sort, page: pageRequest(query) }), product);
  }

  @Post()
  @Roles('merchant', 'admin')
  @Answers(201, ProductView, 'Puts a product on the menu', [404, 409, 422])
  async create(@Me() me: Caller, @Body() body: ProductBody): Promise<ProductView> {
    return product(await this.catalog.createProduct({ actor: actorOf(me), product: productMessage(body, body.storeId), trackStock: body.trackStock }));
  }

  @Get(':id')
  @Public()
  @Answers(200, ProductView, 'A product', [404])
  async show(@Param('id', IdPipe) id: string): Promise<ProductView> {
    return product(await this.catalog.getProduct({ id }));
  }

  @Get(':id/recommendations')
  @Public()
  @Answers(200, ProductPage, 'What is often bought together with it, and can be', [404])
  async recommendations(@Param('id', IdPipe) id: string, @Query() { limit = 10 }: RecommendationQuery): Promise<ProductPage> {
    return page(await this.catalog.recommendProducts({ productId: id, limit }), product);
  }

  @Patch(':id')
  @ApiHeader({ name: 'If-Match', required: false, description: 'the ETag that one has seen' })
  @Roles('merchant', 'admin')
  @Answers(200, ProductView, 'Changes what is present; with If-Match only what one has seen', [404, 409, 412, 422])
  async update(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() body: ProductChange, @Headers('if-match') ifMatch?: string): Promise<ProductView> {
    const { variants, options, categoryId, ...rest } = body;
    const changed = await this.catalog.updateProduct({
      ...rest,
      actor: actorOf(me),
      id,
      categoryId: categoryId === null ? '' : categoryId,
      variants: variantMessages(variants),
      options: options && { items: optionMessages(options) },
      expectedVersion: versionFrom(ifMatch),
    });
    return product(changed);
  }

  @Delete(':id')
  @Roles('merchant', 'admin')
  @Answers(204, undefined, 'Takes a product off the menu', [404])
  async remove(@Me() me: Caller, @Param('id', IdPipe) id: string): Promise<void> {
    await this.catalog.removeProduct({ actor: actorOf(me), id });
  }
}
