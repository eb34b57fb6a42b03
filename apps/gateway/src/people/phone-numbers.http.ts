import { UserServiceService } from '@demae/contracts';
import { Peers } from '@demae/platform';
import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, Me, type Caller } from '../access/caller.js';
import { Answers } from '../http/answers.js';
import { Flag, Form, Uuid } from '../http/fields.js';
import { page, pageOf } from '../http/page.js';
import { IdPipe } from '../http/validation.js';
import { IN_LINE } from './patience.js';

export class PhoneNumberBody {
  @Form({ pattern: /^\+[1-9]\d{6,14}$/, like: '+819012345678', what: 'E.164: a plus, the country, the number, without blanks' })
  number!: string;
}

export class CodeBody {
  @Form({ pattern: /^\d{6}$/, like: '123456', what: 'from the message; good for ten minutes and five tries' })
  code!: string;
}

export class PhoneNumberView {
  @Uuid()
  id!: string;

  @Form({ pattern: /^\+[1-9]\d{6,14}$/, like: '+819012345678' })
  number!: string;

  @Flag({ what: 'whether the code sent to it came back' })
  verified!: boolean;
}

export class PhoneNumberPage extends pageOf(() => PhoneNumberView) {}

@ApiTags('People')
@Controller('v1/me/phone-numbers')
export class PhoneNumbersHttp {
  private readonly users;

  constructor(peers: Peers) {
    this.users = peers.client(UserServiceService);
  }

  @Get()
  @Answers(200, PhoneNumberPage, 'My phone numbers')
  async list(@Me() me: Caller): Promise<PhoneNumberPage> {
    return page(await this.users.listPhoneNumbers({ actor: actorOf(me) }), (phone): PhoneNumberView => phone);
  }

  @Post()
  @Answers(201, PhoneNumberView, 'Keeps a number and sends a code to it; the same one again gets a new code', [409, 422])
  add(@Me() me: Caller, @Body() { number }: PhoneNumberBody): Promise<PhoneNumberView> {
    return this.users.addPhoneNumber({ actor: actorOf(me), number });
  }

  @Post(':id/verify')
  @Answers(200, PhoneNumberView, 'Shows with the code that it is my number', [404, 409, 422])
  verify(@Me() me: Caller, @Param('id', IdPipe) id: string, @Body() { code }: CodeBody): Promise<PhoneNumberView> {
    return this.users.verifyPhoneNumber({ actor: actorOf(me), id, code }, IN_LINE);
  }

  @Delete(':id')
  @Answers(204, undefined, 'Forgets a number', [404])
  async remove(@Me() me: Caller, @Param('id', IdPipe) id: string): Promise<void> {
    await this.users.removePhoneNumber({ actor: actorOf(me), id });
  }
}
