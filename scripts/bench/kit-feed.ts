import { randomUUID } from 'node:crypto';
import type { Sale } from './kit.js';
import { ITEMS } from './plain.js';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Keeps so many orders under way: those that arrive together are committed together. */
export class Feed {
  private readonly underWay = new Set<string>();
  private done = 0;
  private placing = false;
  private most = 0;
  private declined = 0;

  constructor(private readonly place: (sales: readonly Sale[]) => Promise<void>) {}

  /** Until all are done that were begun. @returns the rate once it has got going, and how many were done in all */
  async run(inFlight: number, seconds: number, declined: number): Promise<{ perSecond: number; done: number }> {
    const atFirst = this.done;
    this.declined = declined;
    this.most = inFlight;
    void this.fill();
    await pause(500);
    const before = this.done;
    const started = performance.now();
    await pause(seconds * 1_000);
    const perSecond = (this.done - before) / ((performance.now() - started) / 1_000);
    this.most = 0;
    for (const end = Date.now() + 30_000; this.underWay.size > 0 && Date.now() < end; ) await pause(20);
    return { perSecond, done: this.done - atFirst };
  }

  ended(id: string): void {
    if (!this.underWay.delete(id)) return;
    this.done += 1;
    setImmediate(() => void this.fill());
  }

  private async fill(): Promise<void> {
    if (this.placing) return;
    this.placing = true;
    while (this.underWay.size < this.most) {
      const sales = Array.from({ length: Math.min(200, this.most - this.underWay.size) }, () => ({ id: randomUUID(), item: 1 + Math.floor(Math.random() * ITEMS), declined: Math.random() < this.declined }));
      for (const { id } of sales) this.underWay.add(id);
      await this.place(sales);
    }
    this.placing = false;
  }
}
