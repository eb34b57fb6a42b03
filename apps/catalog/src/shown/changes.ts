import { REDIS, ScopedCache, type Redis } from '@demae/platform';
import { Errand, Transactions, type CommandTx, type Task, type Tx } from '@demae/saga';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** The scope of every list that shows things of many stores. The others are stores' ids. */
export const LISTS = 'lists';

/** Notes that what is shown of a store has changed, and with it the lists that it stands in. */
export type Tell = (storeId?: string) => void;

/**
 * Changes of what is shown. The gateways keep answers in Redis; here they are dropped, before whoever has changed something is answered.
 * An errand of the same transaction does it once more, for as long as it takes: so nothing old stays when this process or Redis goes away.
 */
@Injectable()
export class Changes {
  private readonly shown: ScopedCache;

  constructor(
    private readonly transactions: Transactions,
    private readonly dataSource: DataSource,
    @Inject(REDIS) redis: Redis,
  ) {
    this.shown = new ScopedCache(redis, 'catalog');
  }

  /** As Transactions.run; what `tell` hears of is dropped. */
  async run<R>(work: (tx: CommandTx, tell: Tell) => Promise<R>): Promise<R> {
    let scopes = new Set<string>();
    const result = await this.transactions.run(async (tx) => {
      // It may be done again from its beginning.
      scopes = new Set();
      const done = await work(tx, (storeId) => void scopes.add(LISTS).add(storeId ?? LISTS));
      Changes.drop(tx, [...scopes]);
      return done;
    });
    if (scopes.size > 0) await this.shown.drop([...scopes]).catch(() => undefined);
    return result;
  }

  /** What is shown about these scopes is dropped after the transaction. */
  static drop(tx: Tx, scopes: readonly string[]): void {
    if (scopes.length > 0) tx.send(Changes, 'forgetSurely', scopes.toSorted().join(' '), { scopes });
  }

  /** @throws Error when Redis is away */
  forget(storeId: string): Promise<void> {
    return this.shown.drop([storeId]);
  }

  /** Everything that is shown is dropped. */
  async forgetAll(): Promise<void> {
    const stores = await this.dataSource.query<{ id: string }[]>('select id from store');
    await this.shown.drop([LISTS, ...stores.map(({ id }) => id)]);
  }

  @Errand()
  async forgetSurely({ data: { scopes } }: Task<{ scopes: string[] }>) {
    await this.shown.drop(scopes);
    return () => undefined;
  }
}
