import type { RecommendProductsRequest, RecommendProductsResponse } from '@demae/contracts';
import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import { RecommendProducts } from './recommendations.query.js';

@Controller()
export class RecommendationsGrpc {
  constructor(private readonly queries: QueryBus) {}

  @GrpcMethod('CatalogService', 'recommendProducts')
  recommendProducts({ productId, limit }: RecommendProductsRequest): Promise<RecommendProductsResponse> {
    return this.queries.execute(new RecommendProducts(productId, limit));
  }
}
