import type { Random } from '@demae/testing';

export type Position = [number, number];

/** Longitude and latitude, as in GeoJSON. */
export interface Drawn {
  name: string;
  rings: Position[][];
}

/** Corners and the way around them, closed. */
export function ring(...corners: Position[]): Position[] {
  return [...corners, corners[0]!];
}

export function square([west, south]: Position, side: number): Position[] {
  return ring([west, south], [west + side, south], [west + side, south + side], [west, south + side]);
}

export const DRAWN: Drawn[] = [
  { name: 'park', rings: [square([10, 50], 4), square([11, 51], 1)] },
  { name: 'overlap', rings: [square([13, 53], 3)] },
  { name: 'slanted', rings: [ring([20, 0], [24, 2], [22, 6])] },
  // A street corner: what blurs edges by metres gets it wrong.
  { name: 'corner', rings: [square([139.7, 35.66], 0.0001), square([139.70002, 35.66002], 0.00002)] },
  { name: 'eastern end', rings: [square([179, -10], 1)] },
  { name: 'western end', rings: [square([-180, -10], 1)] },
];

/** Where, and the zones that are there. */
export const POINTS: [what: string, at: Position, zones: string[]][] = [
  ['inside', [10.5, 50.5], ['park']],
  ['outside', [9.999999, 50.5], []],
  ['beside it on the same latitude', [30, 50.5], []],
  ['on an edge', [10, 52], ['park']],
  ['on a corner', [10, 50], ['park']],
  ['in the hole', [11.5, 51.5], []],
  ["on the hole's edge", [11, 51.5], ['park']],
  ["on the hole's corner", [12, 52], ['park']],
  ["beyond the hole, at its corner's latitude", [12.5, 52], ['park']],
  ['in two zones', [13.5, 53.5], ['park', 'overlap']],
  ["on both zones' edges", [14, 54], ['park', 'overlap']],
  ['in the second zone only', [15.5, 55.5], ['overlap']],
  ['inside slanted edges', [22, 3], ['slanted']],
  ['on a slanted edge', [22, 1], ['slanted']],
  ['just outside a slanted edge', [22, 0.99999999], []],
  ['just inside a slanted edge', [22, 1.00000001], ['slanted']],
  ["within the box, not within the triangle", [20.5, 5], []],
  ['a hand inside', [139.7000001, 35.6600001], ['corner']],
  ['a hand outside', [139.6999999, 35.6600001], []],
  ['in a tiny hole', [139.70003, 35.66003], []],
  ['a hand beside a tiny hole', [139.7000199, 35.66003], ['corner']],
  // What is on the antimeridian belongs to the side whose sign it is written with.
  ['near the antimeridian, east', [179.999999, -9.5], ['eastern end']],
  ['on the antimeridian, written as east', [180, -9.5], ['eastern end']],
  ['on the antimeridian, written as west', [-180, -9.5], ['western end']],
  ['near the antimeridian, west', [-179.999999, -9.5], ['western end']],
  ['far from everything', [-100, 40], []],
];

/** A star-shaped polygon somewhere, with up to three holes that stand free in it. */
export function randomStar(random: Random): Position[][] {
  const center: Position = [random.next() * 300 - 150, random.next() * 140 - 70];
  const radius = 10 ** (random.next() * 5 - 4);
  const star = (at: Position, least: number, most: number, corners: number): Position[] => {
    const begin = random.next();
    return ring(...Array.from({ length: corners }, (_, i): Position => {
      const angle = ((i + begin) / corners) * 2 * Math.PI;
      const away = least + random.next() * (most - least);
      return [at[0] + away * Math.cos(angle), at[1] + away * Math.sin(angle)];
    }));
  };
  const corners = 5 + Math.floor(random.next() * 30);
  // Edges between corners that far out stay farther out than the holes: the least distance shrinks by the cosine of half the angle.
  const clear = 0.6 * radius * Math.cos(Math.PI / corners);
  const holes = Array.from({ length: Math.floor(random.next() * 4) }, (_, i) => {
    const angle = (i / 3) * 2 * Math.PI;
    const at: Position = [center[0] + 0.55 * clear * Math.cos(angle), center[1] + 0.55 * clear * Math.sin(angle)];
    return star(at, 0.1 * clear, 0.4 * clear, 3 + Math.floor(random.next() * 8));
  });
  return [star(center, 0.6 * radius, radius, corners), ...holes];
}

/** Degrees from a point to the nearest edge. */
export function toEdge([x, y]: Position, rings: readonly Position[][]): number {
  return Math.min(...rings.flatMap((positions) => positions.slice(1).map((b, i) => {
    const a = positions[i]!;
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const along = Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy)));
    return Math.hypot(x - a[0] - along * dx, y - a[1] - along * dy);
  })));
}
