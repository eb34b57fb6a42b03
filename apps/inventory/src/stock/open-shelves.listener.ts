import { Injectable } from '@nestjs/common';
import { ProductChanged } from '@demae/contracts';
import { Listener, type Tx } from '@demae/saga';
import { StockItem } from './stock-item.js';

/** A product that is counted gets a place on the shelf, empty at first. */
@Injectable()
export class OpenShelves {
  @Listener({ on: ProductChanged })
  async open({ storeId, trackedSkus, removed }: ProductChanged, tx: Tx) {
    if (!removed) await StockItem.open(tx, storeId, trackedSkus);
  }
}
