/** What one turn of a contestant came to. */
export interface Turn {
  /** Orders a second. */
  rate: number;
  /** Microseconds of the contestant's process, user and system, for each order; undefined where the system does not tell. */
  cpu: number | undefined;
}

/** Of ratios: machines are noisy, so the middle counts, and how far they lie apart says what it is worth. */
export interface Spread {
  least: number;
  middle: number;
  most: number;
  of: number;
}

/** How a contestant did against the first one, of the same round each time; 1 is the same. */
export interface Compared {
  name: string;
  rate: Spread;
  cpu: Spread;
}

export interface Contestant {
  name: string;
  turn(): Promise<Turn>;
}

/**
 * Has each contestant take a turn in each round, in an order that changes from round to round, so that what the machine does besides
 * strikes them alike. Compares turns of the same round only.
 */
export async function takeTurns(contestants: readonly Contestant[], rounds: number, say: (text: string) => void): Promise<Compared[]> {
  const turns = contestants.map((): Turn[] => []);
  for (let round = 0; round < rounds; round++) {
    const order = contestants.map((_, i) => (round % 2 === 0 ? i : contestants.length - 1 - i));
    for (const i of order) turns[i]!.push(await contestants[i]!.turn());
    say(contestants.map(({ name }, i) => `${name} ${Math.round(turns[i]![round]!.rate)}/s ${Math.round(turns[i]![round]!.cpu ?? NaN)} µs`).join(', '));
  }
  const [base, ...others] = turns as [Turn[], ...Turn[][]];
  return others.map((own, i) => ({
    name: contestants[i + 1]!.name,
    rate: spread(own.map(({ rate }, round) => rate / base[round]!.rate)),
    cpu: spread(own.map(({ cpu }, round) => (cpu ?? NaN) / (base[round]!.cpu ?? NaN))),
  }));
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
  return { least: sorted[0]!, middle, most: sorted.at(-1)!, of: sorted.length };
}

/** "0.981 (0.962–1.003, 12 rounds)" */
export function told({ least, middle, most, of }: Spread): string {
  return `${middle.toFixed(3)} (${least.toFixed(3)}–${most.toFixed(3)}, ${of} rounds)`;
}

export interface Length {
  /** Of a turn. */
  seconds: number;
  rounds: number;
  /** Another checkout that is built, to compare with. */
  before?: string | undefined;
}
