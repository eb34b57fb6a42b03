import { Problem } from '@demae/platform';
import type { PriceBasketsRequest_Basket, PriceBasketsResponse_Priced } from '@demae/contracts';
import { Clock } from '@demae/saga';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import { Store } from '../stores/store.js';
import { priceBasket, type Offer } from './basket.js';

/** What many orders would contain and cost right now, each answered for itself, in the same order. */
export class PriceBaskets extends Query<PriceBasketsResponse_Priced[]> {
  constructor(readonly baskets: readonly PriceBasketsRequest_Basket[]) {
    super();
  }
}

const shelf = (storeId: string, sku: string) => `${storeId}/${sku}`;

@QueryHandler(PriceBaskets)
export class PriceBasketsHandler implements IQueryHandler<PriceBaskets> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async execute({ baskets }: PriceBaskets): Promise<PriceBasketsResponse_Priced[]> {
    const [stores, offers] = await Promise.all([this.stores(baskets), this.offers(baskets)]);
    const now = this.clock.now();
    return baskets.map((basket) => {
      try {
        const priced = priceBasket(basket, stores.get(basket.storeId), (sku) => offers.get(shelf(basket.storeId, sku)), now);
        return { basket: priced, problem: undefined };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { basket: undefined, problem: error.toMessage() };
      }
    });
  }

  private async stores(baskets: readonly PriceBasketsRequest_Basket[]): Promise<Map<string, Store>> {
    const ids = [...new Set(baskets.map(({ storeId }) => storeId))];
    const found = await this.dataSource.getRepository(Store).findBy({ id: In(ids) });
    return new Map(found.map((store) => [store.id, store]));
  }

  private async offers(baskets: readonly PriceBasketsRequest_Basket[]): Promise<Map<string, Offer>> {
    const wanted = new Map(baskets.flatMap(({ storeId, lines }) => lines.map(({ sku }) => [shelf(storeId, sku), { storeId, sku }] as const)));
    const pairs = [...wanted.values()];
    // One variant goes by the product's name alone; of several each says which one it is.
    const rows = await this.dataSource.query<(Offer & { key: string; price: string })[]>(
      `select v.store_id || '/' || v.sku as key, v.product_id as "productId", v.price, p.options, p.track_stock as "trackStock",
         p.name || case when exists (select from variant o where o.product_id = p.id and o.sku <> v.sku) then ' (' || v.name || ')' else '' end as name
       from unnest($1::uuid[], $2::text[]) w(store_id, sku) join variant v on v.store_id = w.store_id and v.sku = w.sku join product p on p.id = v.product_id`,
      [pairs.map(({ storeId }) => storeId), pairs.map(({ sku }) => sku)],
    );
    return new Map(rows.map(({ key, price, ...offer }) => [key, { ...offer, price: Number(price) }]));
  }
}
