import { UserErased } from '@demae/contracts';
import { Listener, type Tx } from '@demae/saga';
import { Injectable } from '@nestjs/common';
import { Changes } from '../shown/changes.js';
import { eraseAuthor } from './erase-author.js';

/** Reviews of who is erased stay, without a name. */
@Injectable()
export class ForgetAuthor {
  @Listener({ on: UserErased })
  async forget({ userId }: UserErased, tx: Tx) {
    Changes.drop(tx, await eraseAuthor(tx, userId));
  }
}
