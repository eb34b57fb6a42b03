import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many delivered orders had both of two products; each pair stands both ways. */
@Entity('bought_together')
export class BoughtTogether {
  @PrimaryColumn('uuid', { name: 'product_id' })
  productId!: string;

  @PrimaryColumn('uuid', { name: 'other_id' })
  otherId!: string;

  @Column('int')
  times!: number;
}
