import type { Survey } from '@demae/platform';

/** What moved last. Each shelf that changes is among these when it does. */
const NEWEST = 2_000;
/** What is put aside at a time, at most, to be looked at. */
const MOST_ASIDE = 20_000;

/**
 * What is reserved on a shelf is what is put aside for orders, and never more than is on hand: of the shelves where something moved last,
 * and of those from which something is put aside.
 */
const COUNT = `
  with aside as (select store_id, sku, sum(quantity) quantity from (select * from reservation limit ${MOST_ASIDE}) r group by store_id, sku),
  moved as (select distinct store_id, sku from (select store_id, sku from movement order by id desc limit ${NEWEST}) m),
  looked_at as (select store_id, sku from aside union select store_id, sku from moved)
  select count(*) filter (where s.reserved <> coalesce(a.quantity, 0) and (select count(*) from (select from reservation limit ${MOST_ASIDE}) r) < ${MOST_ASIDE})::int reserved,
    count(*) filter (where s.on_hand < s.reserved or s.reserved < 0)::int on_hand,
    coalesce(sum(a.quantity), 0)::float8 aside
  from looked_at left join stock_item s using (store_id, sku) left join aside a using (store_id, sku)`;

interface Row {
  reserved: number;
  on_hand: number;
  aside: number;
}

export const shelfCount: Survey = {
  name: 'stock',
  every: 15_000,
  gauges: [
    {
      name: 'demae_stock_mismatched_shelves', kind: 'gauge', labels: ['check'], values: { check: ['reserved', 'on_hand'] },
      what: `Shelves, of those where something moved last or is put aside, of which reserved: what is reserved is not what is put aside for orders; on_hand: more is reserved than is there. Always 0; with ${MOST_ASIDE} and more put aside the first is not looked at.`,
    },
    { name: 'demae_stock_reserved_units', kind: 'gauge', what: 'Goods that are put aside for orders.' },
  ],
  take: async ({ dataSource }) => {
    const [row] = await dataSource.query<Row[]>(COUNT);
    return {
      demae_stock_mismatched_shelves: [[['reserved'], row!.reserved], [['on_hand'], row!.on_hand]],
      demae_stock_reserved_units: row!.aside,
    };
  },
};
