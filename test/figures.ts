import type { Shop } from '@demae/testing';

/** What the services of a shop tell, by series as it is written: `name{label="value",…}`. */
export class Figures {
  private constructor(private readonly series: ReadonlyMap<string, number>) {}

  /** What stands in databases is looked up first. */
  static async of(shop: Shop): Promise<Figures> {
    const demae = shop.ground.demae!;
    await Promise.all([...demae.services.values()].map(({ metrics }) => metrics!.survey()));
    return Figures.read(await demae.metrics());
  }

  static read(text: string): Figures {
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Figures(new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))])));
  }

  /** The sum over all series of that name which have these labels. */
  sum(name: string, labels: Record<string, string> = {}): number {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const found = this.names().filter((one) => one.split('{')[0] === name && wanted.every((text) => one.includes(text)));
    if (found.length === 0) throw new Error(`Nobody tells ${name} with ${wanted.join(', ')}.`);
    return found.reduce((sum, one) => sum + this.series.get(one)!, 0);
  }

  names(): string[] {
    return [...this.series.keys()];
  }
}
