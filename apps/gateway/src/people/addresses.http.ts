import { UserServiceService } from '@demae/contracts';
import { notFound, Peers } from '@demae/platform';
import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags, PartialType } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Answers } from '../http/answers.js';
import { page } from '../http/page.js';
import { IdPipe } from '../http/validation.js';
import { AddressBody, AddressPage, AddressView, savedAddress } from './profile.js';

class AddressChange extends PartialType(AddressBody, { skipNullProperties: false }) {}

@ApiTags('People')
@Controller('v1/me/addresses')
export class AddressesHttp {
  private readonly users;

  constructor(peers: Peers) {
    this.users = peers.client(UserServiceService);
  }

  @Get()
  @Answers(200, AddressPage, 'My addresses')
  async list(@Me() me: Caller): Promise<AddressPage> {
    return page(await this.users.listAddresses({ actor: actorOf(me) }), savedAddress);
  }

  @Post()
  @Answers(201, AddressView, 'Keeps an address', [422])
  async add(@Me() me: Caller, @Body() { label, ...address }: AddressBody): Promise<AddressView> {
    return savedAddress(await this.users.addAddress({ actor: actorOf(me), label, address }));
  }

  @Patch(':id')
  @Answers(200, AddressView, 'Changes what is present', [404])
  async update(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() { label, ...change }: AddressChange): Promise<AddressView> {
    const { items } = await this.users.listAddresses({ actor: actorOf(me) });
    const saved = items.find((item) => item.id === id);
    if (!saved) throw notFound('address', id);
    return savedAddress(await this.users.updateAddress({ actor: actorOf(me), id, label, address: { ...saved.address, ...change } }));
  }

  @Delete(':id')
  @Answers(204, undefined, 'Forgets an address', [404])
  async remove(@Me() me: Caller, @Param('id', IdPipe) id: string): Promise<void> {
    await this.users.removeAddress({ actor: actorOf(me), id });
  }
}
