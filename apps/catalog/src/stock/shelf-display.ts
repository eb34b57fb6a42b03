import { Column, Entity, PrimaryColumn } from 'typeorm';
import { wholeNumber } from '@demae/platform';

/** How much of a sku inventory has last told to be available; for display only. Outlives products: the same sku may come back. */
@Entity('shelf_display')
export class ShelfDisplay {
  @PrimaryColumn('uuid', { name: 'store_id' })
  storeId!: string;

  @PrimaryColumn('text')
  sku!: string;

  @Column('int8', { transformer: wholeNumber })
  available!: number;

  /** The shelf's version in inventory: of two changes the higher one is the later. */
  @Column('int8', { name: 'shelf_version', transformer: wholeNumber })
  shelfVersion!: number;
}

/** At most so many: hurry up. */
const FEW = 5;

export type StockSign = 'IN_STOCK' | 'LOW' | 'OUT' | 'UNTRACKED';

/** What people see. A tracked sku that inventory has told nothing about yet has nothing. */
export function stockSign(tracked: boolean, available: number | null | undefined): StockSign {
  if (!tracked) return 'UNTRACKED';
  if (!available || available <= 0) return 'OUT';
  return available <= FEW ? 'LOW' : 'IN_STOCK';
}
