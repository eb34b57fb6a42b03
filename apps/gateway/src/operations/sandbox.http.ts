import { Body, Controller, Delete, Get, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../access/routes.js';
import { Answers } from '../http/answers.js';
import { Currency, Instant, ListOf, Text, Uuid, Whole } from '../http/fields.js';
import { AdvanceBody, BehaviourBody, ClockView, SandboxBank, SandboxClock, SandboxOnly } from './sandbox.js';

class ChargeView {
  @Text({ max: 100 })
  id!: string;

  @Text({ max: 255 })
  idempotencyKey!: string;

  @Uuid()
  orderId!: string;

  @Uuid({ what: 'of the payment' })
  reference!: string;

  @Currency()
  currency!: string;

  @Whole({ min: 0, max: 2 ** 48, what: 'minor units', example: 1250 })
  authorized!: number;

  @Whole({ min: 0, max: 2 ** 48, what: 'minor units', example: 1250 })
  captured!: number;

  @Whole({ min: 0, max: 2 ** 48, what: 'minor units', example: 0 })
  refunded!: number;

  @Whole({ min: 0, max: 2 ** 48, what: 'minor units', example: 0 })
  voided!: number;

  @Instant()
  at!: string;
}

class BooksView {
  @ListOf(() => ChargeView, { max: 1_000_000 })
  charges!: ChargeView[];
}

/** For test environments: no login, and not there unless DEMAE_SANDBOX is on. */
@ApiTags('Sandbox')
@Controller('v1/sandbox')
@Public()
@UseGuards(SandboxOnly)
export class SandboxHttp {
  constructor(
    private readonly clock: SandboxClock,
    private readonly bank: SandboxBank,
  ) {}

  @Get('clock')
  @Answers(200, ClockView, "The platform's time")
  now(): ClockView {
    return this.clock.now();
  }

  @Post('clock')
  @Answers(200, ClockView, 'Moves the time forward: every deadline sees it')
  advance(@Body() { advance }: AdvanceBody): Promise<ClockView> {
    return this.clock.advance(advance);
  }

  @Get('bank')
  @Answers(200, BooksView, "The simulated bank's own books")
  books(): Promise<unknown> {
    return this.bank.books();
  }

  @Post('bank')
  @Answers(200, BehaviourBody, 'How the bank behaves from now on')
  async behave(@Body() body: BehaviourBody): Promise<BehaviourBody> {
    await this.bank.behave(body);
    return body;
  }

  @Delete('bank')
  @Answers(204, undefined, 'Back to normal')
  async reset(): Promise<void> {
    await this.bank.reset();
  }
}
