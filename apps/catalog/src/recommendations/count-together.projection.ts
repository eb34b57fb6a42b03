import { OrderDelivered } from '@demae/contracts';
import { Listener, Projection, type Tx } from '@demae/saga';
import { Injectable } from '@nestjs/common';
import { BoughtTogether } from './bought-together.js';

/** Of a larger order only the first ones are counted: pairs grow with the square. */
const MOST = 8;

/** Counts which products people take together. */
@Injectable()
@Projection({ tables: [BoughtTogether] })
export class CountTogether {
  @Listener({ on: OrderDelivered })
  async count({ checkout }: OrderDelivered, tx: Tx): Promise<void> {
    const products = [...new Set(checkout.lines.map(({ productId }) => productId))].slice(0, MOST);
    const pairs = products.flatMap((productId) => products.filter((other) => other !== productId).map((otherId) => ({ productId, otherId })));
    await Promise.all(pairs.map(async (pair) => {
      const known = await tx.load(BoughtTogether, pair);
      if (!known) tx.insert(Object.assign(new BoughtTogether(), { ...pair, times: 1 }));
      else {
        known.times++;
        tx.save(known);
      }
    }));
  }
}
