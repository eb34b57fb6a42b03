import { once } from 'node:events';
import { createDatabaseIfMissing, type EmbeddedPostgres } from '@demae/platform';
import { endOf, startChild } from './child.js';
import { createTables, DATABASES } from './plain.js';
import type { Turn } from './turns.js';

const IN_FLIGHT = 256;

/** The kit as a child of this process, on databases of its own. */
export class KitUnderLoad {
  private constructor(
    readonly name: string,
    private readonly child: Awaited<ReturnType<typeof startChild>>['child'],
  ) {}

  /** @param from another checkout's folder, for a comparison with what was before */
  static async start(postgres: EmbeddedPostgres, name: string, env: Record<string, string>, from?: string): Promise<KitUnderLoad> {
    const urlOf = (database: string) => postgres.url(`${name}_${database}`);
    for (const database of DATABASES) await createDatabaseIfMissing(urlOf(database));
    await createTables(urlOf);
    const urls = Object.fromEntries(DATABASES.map((database) => [database, urlOf(database)]));
    const { child } = await startChild('kit-child', { BENCH_DATABASE_URLS: JSON.stringify(urls), ...env }, 'inherit', from);
    const kit = new KitUnderLoad(name, child);
    await kit.turn(3);
    return kit;
  }

  turn(seconds: number, declined = 0.1): Promise<Turn> {
    return this.ask<Turn>({ inFlight: IN_FLIGHT, seconds, declined });
  }

  /** @throws Error when an order of the bench was lost or done twice */
  async stop(): Promise<void> {
    const balanced = await this.ask<boolean>({ balanced: true });
    await endOf(this.child);
    if (!balanced) throw new Error(`${this.name} is not balanced`);
  }

  private async ask<A>(what: object): Promise<A> {
    const answer = once(this.child, 'message');
    this.child.send(what);
    return ((await answer) as [A])[0];
  }
}
