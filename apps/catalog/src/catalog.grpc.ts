import type {
  CreateProductRequest, CreateStoreRequest, GetMenuRequest, GetProductBySkuRequest, GetProductRequest, GetStoreRequest, ImportCatalogRequest, ImportCatalogResponse, ListProductsRequest, ListProductsResponse, ListStoresRequest,
  ListStoresResponse, Menu, PriceBasketsRequest, PriceBasketsResponse, Product, RemoveProductRequest, RemoveProductResponse, Store, UpdateProductRequest,
  UpdateStoreRequest,
} from '@demae/contracts';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import { PriceBaskets } from './baskets/price-baskets.query.js';
import { ImportCatalog } from './imports/import-catalog.command.js';
import { CreateProduct } from './products/create-product.command.js';
import { GetMenu } from './products/menu.query.js';
import { GetProductBySku } from './products/product-by-sku.query.js';
import { GetProduct } from './products/product.query.js';
import { ListProducts } from './products/products.query.js';
import { RemoveProduct } from './products/remove-product.command.js';
import { UpdateProduct } from './products/update-product.command.js';
import { CreateStore } from './stores/create-store.command.js';
import { GetStore } from './stores/store.query.js';
import { ListStores } from './stores/stores.query.js';
import { UpdateStore } from './stores/update-store.command.js';

@Controller()
export class CatalogGrpc {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @GrpcMethod('CatalogService', 'createStore')
  createStore(request: CreateStoreRequest): Promise<Store> {
    return this.commands.execute(new CreateStore(request));
  }

  @GrpcMethod('CatalogService', 'updateStore')
  updateStore(request: UpdateStoreRequest): Promise<Store> {
    return this.commands.execute(new UpdateStore(request));
  }

  @GrpcMethod('CatalogService', 'getStore')
  getStore({ id }: GetStoreRequest): Promise<Store> {
    return this.queries.execute(new GetStore(id));
  }

  @GrpcMethod('CatalogService', 'listStores')
  listStores(request: ListStoresRequest): Promise<ListStoresResponse> {
    return this.queries.execute(new ListStores(request));
  }

  @GrpcMethod('CatalogService', 'getMenu')
  getMenu({ storeId }: GetMenuRequest): Promise<Menu> {
    return this.queries.execute(new GetMenu(storeId));
  }

  @GrpcMethod('CatalogService', 'createProduct')
  createProduct(request: CreateProductRequest): Promise<Product> {
    return this.commands.execute(new CreateProduct(request));
  }

  @GrpcMethod('CatalogService', 'updateProduct')
  updateProduct(request: UpdateProductRequest): Promise<Product> {
    return this.commands.execute(new UpdateProduct(request));
  }

  @GrpcMethod('CatalogService', 'removeProduct')
  async removeProduct(request: RemoveProductRequest): Promise<RemoveProductResponse> {
    await this.commands.execute(new RemoveProduct(request));
    return {};
  }

  @GrpcMethod('CatalogService', 'importCatalog')
  importCatalog(request: ImportCatalogRequest): Promise<ImportCatalogResponse> {
    return this.commands.execute(new ImportCatalog(request));
  }

  @GrpcMethod('CatalogService', 'getProduct')
  getProduct({ id }: GetProductRequest): Promise<Product> {
    return this.queries.execute(new GetProduct(id));
  }

  @GrpcMethod('CatalogService', 'getProductBySku')
  getProductBySku({ storeId, sku }: GetProductBySkuRequest): Promise<Product> {
    return this.queries.execute(new GetProductBySku(storeId, sku));
  }

  @GrpcMethod('CatalogService', 'listProducts')
  listProducts(request: ListProductsRequest): Promise<ListProductsResponse> {
    return this.queries.execute(new ListProducts(request));
  }

  @GrpcMethod('CatalogService', 'priceBaskets')
  async priceBaskets({ baskets }: PriceBasketsRequest): Promise<PriceBasketsResponse> {
    return { results: await this.queries.execute(new PriceBaskets(baskets)) };
  }
}
