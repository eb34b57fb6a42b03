import { describe, expect, it } from '@jest/globals';
import type { Problem } from '@demae/platform';
import { polygonFrom, polygonMessage, type Position } from './polygon.js';

const square: Position[] = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]];
const within = (x: number, y: number, side: number): Position[] => [[x, y], [x, y + side], [x + side, y + side], [x + side, y], [x, y]];

const draw = (...coordinates: Position[][]) => polygonFrom(polygonMessage({ type: 'Polygon', coordinates }));

function fault(...coordinates: Position[][]): string {
  try {
    draw(...coordinates);
  } catch (error) {
    const { status, extra } = error as Problem;
    const [{ path, message }] = (extra as { errors: [{ path: string; message: string }] }).errors;
    return `${status} ${path}: ${message}`;
  }
  return 'none';
}

describe('a polygon', () => {
  it('may have holes, be hollow, and go either way round', () => {
    const coordinates = [square, within(1, 1, 2), within(4, 1, 2)];
    expect(draw(...coordinates)).toEqual({ type: 'Polygon', coordinates });
    expect(fault([[0, 0], [10, 0], [10, 10], [5, 1], [0, 10], [0, 0]].reverse() as Position[])).toBe('none');
    expect(fault([[179, 0], [180, 0], [180, 90], [179, 0]])).toBe('none');
  });

  it.each<[string, Position[][], string]>([
    ['has no ring', [], ': must have an outer ring'],
    ['is a line', [[[0, 0], [1, 1], [0, 0]]], '.0: must have at least 4 positions, the last the same as the first'],
    ['is open', [square.slice(0, 4)], '.0: must end with the position that it begins with'],
    ['leaves the Earth', [[[0, 0], [181, 0], [1, 1], [0, 0]]], '.0.1: must be [longitude, latitude], from -180 to 180 and from -90 to 90 degrees'],
    ['is written latitude first', [[[35, 139], [36, 139], [36, 140], [35, 139]]], '.0.0: must be [longitude, latitude], from -180 to 180 and from -90 to 90 degrees'],
    ['crosses the antimeridian', [[[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]], '.0.1: is more than 180 degrees of longitude from the one before it; cut what lies across the antimeridian into two zones'],
    ['stands still', [[[0, 0], [1, 0], [1, 0], [1, 1], [0, 0]]], '.0.2: must not repeat the position before it'],
    ['crosses itself', [[[0, 0], [10, 10], [10, 0], [0, 10], [0, 0]]], '.0.2: begins an edge that crosses or touches the edge after position 0; rings must not cross or touch themselves or each other'],
    ['touches itself', [[[0, 0], [10, 0], [5, 5], [10, 10], [0, 10], [5, 5], [0, 0]]], '.0.4: begins an edge that crosses or touches the edge after position 1; rings must not cross or touch themselves or each other'],
    ['folds back', [[[0, 0], [10, 0], [5, 0], [5, 5], [0, 0]]], '.0.1: begins an edge that crosses or touches the edge after position 0; rings must not cross or touch themselves or each other'],
    ['has no area', [[[0, 0], [1, 1], [2, 2], [0, 0]]], '.0.2: begins an edge that crosses or touches the edge after position 0; rings must not cross or touch themselves or each other'],
    ['has a hole across its edge', [square, within(9, 1, 2)], '.1.1: begins an edge that crosses or touches the edge after position 1 of ring 0; rings must not cross or touch themselves or each other'],
    ['has a hole beside it', [square, within(11, 1, 2)], '.1: is a hole and must lie within the outer ring'],
    ['has a hole in a hole', [square, within(2, 2, 1), within(1, 1, 5)], '.1: must not lie within another hole'],
  ])('that %s is refused, and told where', (_what, coordinates, told) => {
    expect(fault(...coordinates)).toBe(`400 polygon.coordinates${told}`);
  });

  it('has at most 1,000 positions, and more are not even looked at', () => {
    const circle = (n: number) => Array.from({ length: n + 1 }, (_, i): Position => [Math.cos(((i % n) / n) * 2 * Math.PI), Math.sin(((i % n) / n) * 2 * Math.PI)]);
    expect(fault(circle(999))).toBe('none');
    expect(fault(circle(1_000))).toBe('400 polygon.coordinates: must have at most 1000 positions, and has 1001');
    // To compare each edge with each other takes no time for a thousand, and a minute for a hundred thousand.
    expect(fault(Array.from({ length: 100_000 }, () => [999, 999]))).toBe('400 polygon.coordinates: must have at most 1000 positions, and has 100000');
  });
});
