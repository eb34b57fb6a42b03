import type { Polygon as PolygonMessage } from '@demae/contracts';
import { badRequest, type Problem } from '@demae/platform';

/** Degrees: longitude, latitude. */
export type Position = [number, number];

/** As in GeoJSON (RFC 7946): the outer ring, then its holes; each ring ends where it begins. */
export interface GeoPolygon {
  type: 'Polygon';
  coordinates: Position[][];
}

interface Edge {
  ring: number;
  /** Of its first position within the ring. */
  index: number;
  a: Position;
  b: Position;
}

const MOST_POSITIONS = 1_000;

/**
 * A polygon that every database understands alike: closed rings of at least four positions that neither cross nor touch themselves or
 * each other, holes within the outer ring and beside one another.
 * @throws Problem 400 that says where it is not.
 */
export function polygonFrom({ rings }: PolygonMessage): GeoPolygon {
  const coordinates = rings.map(({ points }) => points.map(({ lng, lat }): Position => [lng, lat]));
  if (coordinates.length === 0) throw wrong('', 'must have an outer ring');
  const count = coordinates.reduce((sum, ring) => sum + ring.length, 0);
  if (count > MOST_POSITIONS) throw wrong('', `must have at most ${MOST_POSITIONS} positions, and has ${count}`);
  coordinates.forEach(checkRing);
  const edges = coordinates.flatMap(edgesOf);
  edges.forEach(checkEdge);
  checkCrossings(edges);
  checkHoles(coordinates);
  return { type: 'Polygon', coordinates };
}

export function polygonMessage({ coordinates }: GeoPolygon): PolygonMessage {
  return { rings: coordinates.map((ring) => ({ points: ring.map(([lng, lat]) => ({ lat, lng })) })) };
}

function wrong(at: string, message: string): Problem {
  const path = `polygon.coordinates${at}`;
  return badRequest(`${path} ${message}.`, [{ path, message }]);
}

function checkRing(ring: Position[], r: number): void {
  if (ring.length < 4) throw wrong(`.${r}`, 'must have at least 4 positions, the last the same as the first');
  ring.forEach(([lng, lat], i) => {
    if (!(Math.abs(lng) <= 180 && Math.abs(lat) <= 90)) throw wrong(`.${r}.${i}`, 'must be [longitude, latitude], from -180 to 180 and from -90 to 90 degrees');
  });
  if (!same(ring[0]!, ring.at(-1)!)) throw wrong(`.${r}`, 'must end with the position that it begins with');
}

function edgesOf(ring: Position[], r: number): Edge[] {
  return ring.slice(1).map((b, index) => ({ ring: r, index, a: ring[index]!, b }));
}

function checkEdge({ ring, index, a, b }: Edge): void {
  if (same(a, b)) throw wrong(`.${ring}.${index + 1}`, 'must not repeat the position before it');
  if (Math.abs(a[0] - b[0]) > 180) throw wrong(`.${ring}.${index + 1}`, 'is more than 180 degrees of longitude from the one before it; cut what lies across the antimeridian into two zones');
}

function checkCrossings(edges: readonly Edge[]): void {
  edges.forEach((one, i) => {
    for (let j = i + 1; j < edges.length; j++) {
      const other = edges[j]!;
      if (one.ring !== other.ring ? meet(one, other) : isNext(one, other) ? foldsBack(one, other) : isNext(other, one) ? foldsBack(other, one) : meet(one, other)) {
        const place = `the edge after position ${one.index}${one.ring === other.ring ? '' : ` of ring ${one.ring}`}`;
        throw wrong(`.${other.ring}.${other.index}`, `begins an edge that crosses or touches ${place}; rings must not cross or touch themselves or each other`);
      }
    }
  });
}

/** Without crossings, one position of a hole stands for all. */
function checkHoles(rings: readonly Position[][]): void {
  const [outer, ...holes] = rings;
  holes.forEach((hole, i) => {
    if (!encloses(outer!, hole[0]!)) throw wrong(`.${i + 1}`, 'is a hole and must lie within the outer ring');
    if (holes.some((other) => other !== hole && encloses(other, hole[0]!))) throw wrong(`.${i + 1}`, 'must not lie within another hole');
  });
}

function same(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Whether `after` begins where `edge` ends. Both are of one ring, whose positions are each there once but for the last. */
function isNext(edge: Edge, after: Edge): boolean {
  return after.index === edge.index + 1 || (after.index === 0 && same(edge.b, after.a));
}

/** Positive when c lies to the left of the way from a to b, 0 when it lies on its line. */
function turn(a: Position, b: Position, c: Position): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

function foldsBack({ a, b }: Edge, after: Edge): boolean {
  const c = after.b;
  return turn(a, b, c) === 0 && (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0;
}

/** Whether two edges have a point in common. */
function meet({ a, b }: Edge, { a: c, b: d }: Edge): boolean {
  if (apart(a[0], b[0], c[0], d[0]) || apart(a[1], b[1], c[1], d[1])) return false;
  return turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0;
}

/** Whether the ranges a to b and c to d have nothing in common. */
function apart(a: number, b: number, c: number, d: number): boolean {
  return a < b ? (b < c && b < d) || (c < a && d < a) : (a < c && a < d) || (c < b && d < b);
}

/** Even-odd: https://en.wikipedia.org/wiki/Even%E2%80%93odd_rule */
function encloses(ring: readonly Position[], [x, y]: Position): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [x1, y1] = ring[i - 1]!;
    const [x2, y2] = ring[i]!;
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  }
  return inside;
}
