import { CatalogServiceService } from '@demae/contracts';
import { Peers } from '@demae/platform';
import { Body, Controller, Delete, Get, Headers, Param, Patch, Post } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { Public, Roles } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { Tagged, versionFrom } from '../http/entity-tags.js';
import { IdPipe } from '../http/validation.js';
import { category, CategoryBody, CategoryChange, categoryDetails, CategoryDetails, CategoryTreeView } from './category.js';

@ApiTags('Catalog and stock')
@Controller('v1/categories')
@Tagged()
export class CategoriesHttp {
  private readonly catalog;

  constructor(peers: Peers) {
    this.catalog = peers.client(CatalogServiceService);
  }

  @Get()
  @Public()
  @Answers(200, CategoryTreeView, 'All categories, as a tree')
  async list(): Promise<CategoryTreeView> {
    const { items } = await this.catalog.listCategories({});
    return { items: items.map(category) };
  }

  @Post()
  @Roles('admin')
  @Answers(201, CategoryDetails, 'Adds a category', [409])
  async create(@Body() { name, parentId, position }: CategoryBody): Promise<CategoryDetails> {
    return categoryDetails(await this.catalog.createCategory({ name, parentId: parentId ?? undefined, position }));
  }

  @Get(':id')
  @Public()
  @Answers(200, CategoryDetails, 'A category with all below it, and the way to it', [404])
  async show(@Param('id', IdPipe) id: string): Promise<CategoryDetails> {
    return categoryDetails(await this.catalog.getCategory({ id }));
  }

  @Patch(':id')
  @ApiHeader({ name: 'If-Match', required: false, description: 'the ETag that one has seen' })
  @Roles('admin')
  @Answers(200, CategoryDetails, 'Changes what is present; with another parent it moves, and all below it with it', [404, 409, 412])
  async update(@Param('id', IdPipe) id: string, @Body() { name, parentId, position }: CategoryChange, @Headers('if-match') ifMatch?: string): Promise<CategoryDetails> {
    const parent = parentId === null ? '' : parentId;
    return categoryDetails(await this.catalog.updateCategory({ id, name, parentId: parent, position, expectedVersion: versionFrom(ifMatch) }));
  }

  @Delete(':id')
  @Roles('admin')
  @Answers(204, undefined, 'Removes a category in which nothing is', [404, 409])
  async remove(@Param('id', IdPipe) id: string): Promise<void> {
    await this.catalog.removeCategory({ id });
  }
}
