import type { AddReviewRequest, ListReviewsRequest, ListReviewsResponse, Review } from '@demae/contracts';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import { AddReview } from './add-review.command.js';
import { ListReviews } from './reviews.query.js';

@Controller()
export class ReviewsGrpc {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @GrpcMethod('CatalogService', 'addReview')
  addReview(request: AddReviewRequest): Promise<Review> {
    return this.commands.execute(new AddReview(request));
  }

  @GrpcMethod('CatalogService', 'listReviews')
  listReviews(request: ListReviewsRequest): Promise<ListReviewsResponse> {
    return this.queries.execute(new ListReviews(request));
  }
}
