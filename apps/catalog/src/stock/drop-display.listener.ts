import { StockLevelChanged } from '@demae/contracts';
import { Errand, Listener, type Task, type Tx } from '@demae/saga';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Changes } from '../shown/changes.js';

interface Level {
  storeId: string;
  sku: string;
  version: number;
}

/** Milliseconds for which the display is waited for, and between two looks at it. */
const [PATIENCE, LOOK] = [2_000, 20];

/**
 * What is shown of a store is made anew when the display of one of its shelves has changed; lists of many stores show it a little later. The
 * display is a projection of its own, which hears of the change in its own time: what is dropped before it has would be made of what was.
 */
@Injectable()
export class DropDisplay {
  constructor(
    private readonly dataSource: DataSource,
    private readonly changes: Changes,
  ) {}

  @Listener({ on: StockLevelChanged })
  note({ storeId, sku, version }: StockLevelChanged, tx: Tx): void {
    tx.send(DropDisplay, 'drop', `${storeId}/${sku}`, { storeId, sku, version } satisfies Level);
  }

  @Errand()
  async drop({ data }: Task<Level>) {
    for (const end = Date.now() + PATIENCE; !(await this.isDisplayed(data)); await new Promise((resolve) => setTimeout(resolve, LOOK))) {
      if (Date.now() > end) throw new Error(`The display has not heard of version ${data.version} of ${data.sku} yet.`);
    }
    await this.changes.forget(data.storeId);
    return () => undefined;
  }

  private async isDisplayed({ storeId, sku, version }: Level): Promise<boolean> {
    const rows = await this.dataSource.query<object[]>('select from shelf_display where store_id = $1 and sku = $2 and shelf_version >= $3', [storeId, sku, version]);
    return rows.length > 0;
  }
}
