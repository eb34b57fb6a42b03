import { Module } from '@nestjs/common';
import { ForgetKeys } from './forget-keys.worker.js';

/** For services whose commands take keys (oncePerKey): imported, it forgets them after a day. */
@Module({ providers: [ForgetKeys] })
export class IdempotencyModule {}
