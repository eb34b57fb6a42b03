import { CatalogServiceService } from '@demae/contracts';
import { defineService } from '@demae/platform';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { PriceBasketsHandler } from './baskets/price-baskets.query.js';
import { CategoriesGrpc } from './categories/categories.grpc.js';
import { ListCategoriesHandler } from './categories/categories.query.js';
import { Category } from './categories/category.js';
import { GetCategoryHandler } from './categories/category.query.js';
import { CreateCategoryHandler } from './categories/create-category.command.js';
import { RemoveCategoryHandler } from './categories/remove-category.command.js';
import { UpdateCategoryHandler } from './categories/update-category.command.js';
import { CatalogGrpc } from './catalog.grpc.js';
import { ImportCatalogHandler } from './imports/import-catalog.command.js';
import { CreateCatalog1700000000001 } from './migrations/1700000000001-create-catalog.js';
import { CreateCategories1700000000002 } from './migrations/1700000000002-create-categories.js';
import { FindByWords1700000000003 } from './migrations/1700000000003-find-by-words.js';
import { SpecialDays1700000000004 } from './migrations/1700000000004-special-days.js';
import { CreateReviews1700000000005 } from './migrations/1700000000005-create-reviews.js';
import { KnowAllWords1700000000006 } from './migrations/1700000000006-know-all-words.js';
import { CreateProductHandler } from './products/create-product.command.js';
import { GetMenuHandler } from './products/menu.query.js';
import { Product, Variant } from './products/product.js';
import { GetProductBySkuHandler } from './products/product-by-sku.query.js';
import { GetProductHandler } from './products/product.query.js';
import { ListProductsHandler } from './products/products.query.js';
import { productRecoveries } from './products/recover-products.js';
import { RemoveProductHandler } from './products/remove-product.command.js';
import { UpdateProductHandler } from './products/update-product.command.js';
import { BoughtTogether } from './recommendations/bought-together.js';
import { CountTogether } from './recommendations/count-together.projection.js';
import { RecommendationsGrpc } from './recommendations/recommendations.grpc.js';
import { RecommendProductsHandler } from './recommendations/recommendations.query.js';
import { AddReviewHandler } from './reviews/add-review.command.js';
import { DeliveredOrder } from './reviews/delivered-order.js';
import { DeliveredOrders } from './reviews/delivered-orders.projection.js';
import { Review } from './reviews/review.js';
import { ReviewsGrpc } from './reviews/reviews.grpc.js';
import { ListReviewsHandler } from './reviews/reviews.query.js';
import { ForgetAuthor } from './reviews/forget-author.listener.js';
import { Changes } from './shown/changes.js';
import { DropDisplay } from './stock/drop-display.listener.js';
import { ShelfDisplay } from './stock/shelf-display.js';
import { StockDisplay } from './stock/stock-display.projection.js';
import { CreateStoreHandler } from './stores/create-store.command.js';
import { Store } from './stores/store.js';
import { GetStoreHandler } from './stores/store.query.js';
import { ListStoresHandler } from './stores/stores.query.js';
import { UpdateStoreHandler } from './stores/update-store.command.js';

@Module({
  imports: [CqrsModule],
  controllers: [CatalogGrpc, CategoriesGrpc, ReviewsGrpc, RecommendationsGrpc],
  providers: [
    CreateStoreHandler, UpdateStoreHandler, GetStoreHandler, ListStoresHandler,
    CreateProductHandler, UpdateProductHandler, RemoveProductHandler, GetProductHandler, GetProductBySkuHandler, ListProductsHandler, GetMenuHandler,
    CreateCategoryHandler, UpdateCategoryHandler, RemoveCategoryHandler, GetCategoryHandler, ListCategoriesHandler,
    AddReviewHandler, ListReviewsHandler, ForgetAuthor, DeliveredOrders, RecommendProductsHandler, CountTogether,
    Changes, DropDisplay, ImportCatalogHandler, PriceBasketsHandler, StockDisplay,
  ],
})
export class CatalogModule {}

export const catalog = defineService({
  name: 'catalog',
  module: CatalogModule,
  entities: [Store, Category, Product, Variant, ShelfDisplay, DeliveredOrder, Review, BoughtTogether],
  migrations: [CreateCatalog1700000000001, CreateCategories1700000000002, FindByWords1700000000003, SpecialDays1700000000004, CreateReviews1700000000005,
    KnowAllWords1700000000006],
  grpc: [CatalogServiceService],
  recoveries: productRecoveries,
});
