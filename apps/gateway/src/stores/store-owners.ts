import { CatalogServiceService, type Product, type Store } from '@demae/contracts';
import { notFound, Peers, type PeerClient } from '@demae/platform';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../access/caller.js';

/** Milliseconds for which the catalog is not asked again. */
const FRESH = 3_000;

/** Whose a store is and what it sells, for services that keep stock and tickets of stores they know by id only. */
@Injectable()
export class StoreOwners {
  private readonly catalog: PeerClient<typeof CatalogServiceService>;
  private readonly stores = new LRUCache<string, Store>({ max: 1_000, ttl: FRESH });
  private readonly products = new LRUCache<string, Product>({ max: 1_000, ttl: FRESH });

  constructor(peers: Peers) {
    this.catalog = peers.client(CatalogServiceService);
  }

  /** The store. @throws Problem 404 when there is no such store or it is somebody else's. */
  async mustOwn(caller: Caller, storeId: string): Promise<Store> {
    let store = this.stores.get(storeId);
    if (!store) {
      store = await this.catalog.getStore({ id: storeId });
      this.stores.set(storeId, store);
    }
    if (store.ownerId !== caller.userId && !caller.roles.includes('admin')) throw notFound('store', storeId);
    return store;
  }

  /** The product of a store that has this sku. @throws Problem 404 when the store sells no such thing. */
  async productWith(storeId: string, sku: string, suits: (product: Product) => boolean = () => true): Promise<Product> {
    const key = `${storeId}/${sku}`;
    const known = this.products.get(key);
    if (known && suits(known)) return known;
    // It may be new, or have changed just now.
    const product = await this.catalog.getProductBySku({ storeId, sku });
    this.products.set(key, product);
    return product;
  }
}
