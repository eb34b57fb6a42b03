import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';
import { StockLevelChanged, StockRanLow, type StockLevel } from '@demae/contracts';
import { refused, wholeNumber } from '@demae/platform';
import type { Tx } from '@demae/saga';

/** From this many on, a display says "plenty". */
const FEW = 5;

/** Far more than any shelf holds. */
const MOST = 1_000_000_000;

type Display = 'plenty' | 'few' | 'none';

/** One SKU on one store's shelf. onHand = available + reserved, at any moment; none of them negative. */
@Entity({ name: 'stock_item' })
export class StockItem {
  @PrimaryColumn('uuid', { name: 'store_id' })
  storeId!: string;

  @PrimaryColumn('text')
  sku!: string;

  @Column('int8', { name: 'on_hand', transformer: wholeNumber })
  onHand!: number;

  @Column('int8', { transformer: wholeNumber })
  reserved!: number;

  /** What the last published level said. */
  @Column('text')
  display!: Display;

  /** With so many or fewer available somebody should order more. */
  @Column('int8', { name: 'low_at', transformer: wholeNumber })
  lowAt!: number;

  /** Whether that was said since there were more. */
  @Column('boolean')
  low!: boolean;

  @VersionColumn()
  version!: number;

  /** The rows of these skus, locked; empty ones are made for those that had none, whoever else is just making them too. */
  static async open(tx: Tx, storeId: string, skus: readonly string[]): Promise<StockItem[]> {
    await tx.query(
      `insert into stock_item (store_id, sku, on_hand, reserved, display, version)
        select $1, sku, 0, 0, 'none', 1 from unnest($2::text[]) sku order by sku on conflict do nothing`,
      [storeId, skus],
    );
    return Promise.all(skus.map((sku) => tx.get(StockItem, { storeId, sku })));
  }

  static empty(storeId: string, sku: string): StockItem {
    return Object.assign(new StockItem(), { storeId, sku, onHand: 0, reserved: 0, display: 'none', lowAt: FEW, low: false, version: 1 });
  }

  get available(): number {
    return this.onHand - this.reserved;
  }

  putAside(quantity: number): void {
    if (quantity > this.available) throw new RangeError(`Only ${this.available} of ${this.sku} are available, not ${quantity}.`);
    this.reserved += quantity;
  }

  putBack(quantity: number): void {
    this.reserved -= quantity;
  }

  /** What was put aside has left the shop. */
  sell(quantity: number): void {
    this.onHand -= quantity;
    this.reserved -= quantity;
  }

  /** What had left the shop has come back. */
  takeBack(quantity: number): void {
    this.onHand += quantity;
  }

  /** @throws Problem 422 when less would be on hand than is reserved for orders, or more than any shelf holds. */
  count(onHand: number): void {
    if (onHand > MOST) throw refused(`A shelf holds at most ${MOST} of ${this.sku}; ${onHand} are too many.`, 'stock');
    if (onHand < this.reserved) {
      throw refused(`${this.reserved} of ${this.sku} are reserved for orders; on hand cannot be ${onHand}. Cancel those orders or count again.`, 'reserved');
    }
    this.onHand = onHand;
  }

  /** As `count`, but what is reserved stays; returns how much came, or went when negative. */
  recount(onHand: number): number {
    const before = this.onHand;
    this.onHand = Math.max(onHand, this.reserved);
    return this.onHand - before;
  }

  /** What others should hear: that what a display shows has changed, that there is little left. Each is remembered, so that it is said once. */
  levelChanges(): (ReturnType<typeof StockLevelChanged> | ReturnType<typeof StockRanLow>)[] {
    const { storeId, sku, available, version, lowAt } = this;
    const stockKey = `${storeId}/${sku}`;
    const changes = [];
    const display: Display = available === 0 ? 'none' : available <= FEW ? 'few' : 'plenty';
    if (display !== this.display) changes.push(StockLevelChanged({ stockKey, storeId, sku, available, version }));
    const low = available <= lowAt;
    if (low && !this.low) changes.push(StockRanLow({ stockKey, storeId, sku, available, lowAt }));
    Object.assign(this, { display, low });
    return changes;
  }

  toLevel(): StockLevel {
    const { storeId, sku, onHand, available, reserved, version, lowAt } = this;
    return { storeId, sku, onHand, available, reserved, version, lowAt };
  }
}
