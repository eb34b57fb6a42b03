import type {
  Category, CreateCategoryRequest, GetCategoryRequest, ListCategoriesResponse, RemoveCategoryRequest, RemoveCategoryResponse, UpdateCategoryRequest,
} from '@demae/contracts';
import { Controller } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { GrpcMethod } from '@nestjs/microservices';
import { ListCategories } from './categories.query.js';
import { GetCategory } from './category.query.js';
import { CreateCategory } from './create-category.command.js';
import { RemoveCategory } from './remove-category.command.js';
import { UpdateCategory } from './update-category.command.js';

@Controller()
export class CategoriesGrpc {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @GrpcMethod('CatalogService', 'listCategories')
  listCategories(): Promise<ListCategoriesResponse> {
    return this.queries.execute(new ListCategories());
  }

  @GrpcMethod('CatalogService', 'getCategory')
  getCategory({ id }: GetCategoryRequest): Promise<Category> {
    return this.queries.execute(new GetCategory(id));
  }

  @GrpcMethod('CatalogService', 'createCategory')
  createCategory(request: CreateCategoryRequest): Promise<Category> {
    return this.commands.execute(new CreateCategory(request));
  }

  @GrpcMethod('CatalogService', 'updateCategory')
  updateCategory(request: UpdateCategoryRequest): Promise<Category> {
    return this.commands.execute(new UpdateCategory(request));
  }

  @GrpcMethod('CatalogService', 'removeCategory')
  async removeCategory(request: RemoveCategoryRequest): Promise<RemoveCategoryResponse> {
    await this.commands.execute(new RemoveCategory(request));
    return {};
  }
}
