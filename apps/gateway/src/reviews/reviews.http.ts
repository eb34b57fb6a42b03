import { CatalogServiceService, OrderServiceService, OrderStatus } from '@demae/contracts';
import { conflict, notFound, Peers } from '@demae/platform';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Public, Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { Tagged } from '../http/entity-tags.js';
import { page, PageQuery, pageRequest } from '../http/page.js';
import { IdPipe } from '../http/validation.js';
import { review, ReviewBody, ReviewPage, ReviewView } from './review.js';

@ApiTags('Catalog and stock')
@Controller('v1')
@Tagged()
export class ReviewsHttp {
  private readonly catalog;
  private readonly orders;

  constructor(peers: Peers) {
    this.catalog = peers.client(CatalogServiceService);
    this.orders = peers.client(OrderServiceService);
  }

  @Post('orders/:id/review')
  @Roles('customer')
  @Answers(201, ReviewView, 'Says how an order was, once it is delivered', [404, 409])
  async add(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() { rating, comment }: ReviewBody): Promise<ReviewView> {
    const { checkout, status } = await this.orders.getOrder({ actor: actorOf(me), id });
    // Others may see it, too; how it was only its customer can say.
    if (checkout.customer.id !== me.userId) throw notFound('order', id);
    if (status !== OrderStatus.DELIVERED) throw conflict('An order can be reviewed once it is delivered.', { state: status });
    return review(await this.catalog.addReview({ actor: actorOf(me), orderId: id, rating, comment, author: checkout.customer.name }));
  }

  @Get('stores/:id/reviews')
  @Public()
  @Answers(200, ReviewPage, 'What customers say of a store, the newest first', [404])
  async list(@Param('id', IdPipe) id: string, @Query() query: PageQuery): Promise<ReviewPage> {
    return page(await this.catalog.listReviews({ storeId: id, page: pageRequest(query) }), review);
  }
}
