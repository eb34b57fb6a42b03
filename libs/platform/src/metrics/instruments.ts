/** A number that Prometheus is told of: what it is called, and what it means. */
export interface MetricDeclaration {
  /** In base units, which the name ends with; `_total` for counters. */
  name: string;
  kind: 'counter' | 'gauge' | 'histogram';
  /** For who looks at it: what is counted, in which unit, and what it does not say. */
  what: string;
  /** What tells its series apart, besides `service`. Their values come from the code, never from ids, addresses or what people write. */
  labels?: readonly string[];
  /** The only values that a label can have, where they are known: so that a query which misspells one is found. */
  values?: Readonly<Record<string, readonly string[]>>;
  /** Upper ends of a histogram's buckets, ascending. */
  buckets?: readonly number[];
}

/** So many series of one metric, and no more: a label that was thought to be bounded and is not must not cost the memory of all who watch. */
export const MOST_SERIES = 2_000;
/** What stands in the labels of what is counted beyond that. */
export const BEYOND = 'other';

/** One counter or gauge with its labels: hold on to it where it is counted often. */
export class Value {
  value = 0;

  add(count = 1): void {
    this.value += count;
  }

  set(value: number): void {
    this.value = value;
  }
}

/** One histogram with its labels. */
export class Distribution {
  readonly counts: Float64Array;
  sum = 0;

  constructor(private readonly buckets: readonly number[]) {
    this.counts = new Float64Array(buckets.length + 1);
  }

  observe(value: number): void {
    let i = 0;
    while (i < this.buckets.length && value > this.buckets[i]!) i++;
    this.counts[i]! += 1;
    this.sum += value;
  }
}

/** All series of one metric. The label text of each is made once, so that telling them costs little. */
class Family<S> {
  private readonly series = new Map<string, { labels: string; one: S }>();

  constructor(
    readonly declaration: MetricDeclaration,
    private readonly fixed: string,
    private readonly make: () => S,
  ) {}

  /** The series with these values of its labels, in the order in which they were declared. */
  of(...values: string[]): S {
    const key = values.length === 1 ? values[0]! : values.join('\u0000');
    const known = this.series.get(key);
    if (known) return known.one;
    const names = this.declaration.labels ?? [];
    if (values.length !== names.length) throw new Error(`${this.declaration.name} has the labels ${names.join(', ') || '(none)'}; it was given ${values.length} values.`);
    if (this.series.size >= MOST_SERIES && !values.every((value) => value === BEYOND)) return this.of(...names.map(() => BEYOND));
    const labels = [this.fixed, ...names.map((name, i) => `${name}="${escaped(values[i]!)}"`)].join(',');
    const one = this.make();
    this.series.set(key, { labels, one });
    return one;
  }

  /** Forgets them all: for what is looked up as a whole, and of which some may be gone. */
  clear(): void {
    this.series.clear();
  }

  *[Symbol.iterator](): Iterator<{ labels: string; one: S }> {
    yield* this.series.values();
  }
}

export type Values = Family<Value>;
export type Distributions = Family<Distribution>;

/** What one service counts. A Prometheus client of the usual kind costs ten times as much for each event, and for each line that it tells. */
export class Meter {
  private readonly families = new Map<string, Values | Distributions>();
  private readonly lookers: (() => void)[] = [];

  constructor(readonly service: string) {}

  /** A counter or a gauge. */
  values(declaration: MetricDeclaration): Values {
    return this.add(new Family(declaration, this.fixed, () => new Value()));
  }

  /** A histogram. */
  distributions(declaration: MetricDeclaration): Distributions {
    const { buckets = [] } = declaration;
    return this.add(new Family(declaration, this.fixed, () => new Distribution(buckets)));
  }

  /** Called right before the figures are told; it must not wait for anything. */
  beforeTelling(look: () => void): void {
    this.lookers.push(look);
  }

  look(): void {
    for (const look of this.lookers) look();
  }

  names(): string[] {
    return [...this.families.keys()];
  }

  /** How many series there are. */
  get size(): number {
    return [...this.families.values()].reduce((sum, family) => sum + [...family].length, 0);
  }

  declarationOf(name: string): MetricDeclaration | undefined {
    return this.families.get(name)?.declaration;
  }

  /** @internal The lines of one metric, without what introduces it. */
  lines(name: string): string[] {
    const family = this.families.get(name);
    if (!family) return [];
    const lines: string[] = [];
    for (const { labels, one } of family) {
      if (one instanceof Value) lines.push(`${name}{${labels}} ${numeral(one.value)}`);
      else addBuckets(lines, name, labels, family.declaration.buckets ?? [], one);
    }
    return lines;
  }

  private get fixed(): string {
    return `service="${escaped(this.service)}"`;
  }

  private add<F extends Values | Distributions>(family: F): F {
    const { name } = family.declaration;
    if (this.families.has(name)) throw new Error(`${name} is counted twice in ${this.service}; declare each metric once.`);
    this.families.set(name, family);
    return family;
  }
}

function addBuckets(lines: string[], name: string, labels: string, buckets: readonly number[], { counts, sum }: Distribution): void {
  let total = 0;
  buckets.forEach((end, i) => {
    total += counts[i]!;
    lines.push(`${name}_bucket{${labels},le="${end}"} ${total}`);
  });
  total += counts[buckets.length]!;
  lines.push(`${name}_bucket{${labels},le="+Inf"} ${total}`, `${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} ${total}`);
}

/** The text format of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export function tell(meters: readonly Meter[]): string {
  for (const meter of meters) meter.look();
  const text: string[] = [];
  for (const name of new Set(meters.flatMap((meter) => meter.names()))) {
    const lines = meters.flatMap((meter) => meter.lines(name));
    if (lines.length === 0) continue;
    const { what, kind } = meters.find((meter) => meter.declarationOf(name))!.declarationOf(name)!;
    text.push(`# HELP ${name} ${what.replaceAll('\\', '\\\\').replaceAll('\n', ' ')}`, `# TYPE ${name} ${kind}`, ...lines);
  }
  return `${text.join('\n')}\n`;
}

function numeral(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
