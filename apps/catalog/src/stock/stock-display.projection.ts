import { StockLevelChanged } from '@demae/contracts';
import { Listener, Projection, type Tx } from '@demae/saga';
import { Injectable } from '@nestjs/common';
import { Changes } from '../shown/changes.js';
import { ShelfDisplay } from './shelf-display.js';

/** Keeps the stock display up to date with inventory; an older word never replaces a newer one. */
@Injectable()
@Projection({ tables: [ShelfDisplay] })
export class StockDisplay {
  constructor(private readonly changes: Changes) {}

  rebuilt(): Promise<void> {
    return this.changes.forgetAll();
  }

  @Listener({ on: StockLevelChanged })
  async show({ storeId, sku, available, version }: StockLevelChanged, tx: Tx): Promise<void> {
    const shown = await tx.load(ShelfDisplay, { storeId, sku });
    if (!shown) {
      tx.insert(Object.assign(new ShelfDisplay(), { storeId, sku, available, shelfVersion: version }));
    } else if (version > shown.shelfVersion) {
      Object.assign(shown, { available, shelfVersion: version });
      tx.save(shown);
    }
  }
}
