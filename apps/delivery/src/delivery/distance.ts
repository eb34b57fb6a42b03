import type { Point } from '@demae/contracts';

const EARTH_RADIUS = 6_371_000;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres along the great circle (haversine formula), on a sphere of the earth's mean radius. */
export function metresBetween(a: Point, b: Point): number {
  const h = Math.sin(radians(b.lat - a.lat) / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lng - a.lng) / 2) ** 2;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The same in SQL, from the columns lat and lng of a table to two parameters; null where the columns are. */
export function metresInSql(table: string, lat: string, lng: string): string {
  const half = (column: string, parameter: string) => `sin(radians(${table}.${column} - ${parameter}::float8) / 2) ^ 2`;
  return `(2 * ${EARTH_RADIUS} * asin(least(1, sqrt(${half('lat', lat)} + cos(radians(${table}.lat)) * cos(radians(${lat}::float8)) * ${half('lng', lng)}))))`;
}
