import { DeliveryStatus, type Point } from '@demae/contracts';

/** A bicycle in town, metres per second as the crow flies. */
const SPEED = 3.5;
/** Seconds to park, climb the stairs and ring. */
const HANDOVER = 120;
/** Metres: mean radius of the Earth (IUGG). */
const EARTH = 6_371_008.8;

/** Roughly when the courier will be at the door; undefined when nobody is on the way. */
export function arrival(status: DeliveryStatus, at: Point | undefined, pickUp: Point, dropOff: Point, now: Date): Date | undefined {
  if (!at) return undefined;
  if (status === DeliveryStatus.PICKED_UP) return after(distance(at, dropOff) / SPEED + HANDOVER, now);
  if (status === DeliveryStatus.ASSIGNED) return after((distance(at, pickUp) + distance(pickUp, dropOff)) / SPEED + 2 * HANDOVER, now);
  return undefined;
}

const after = (seconds: number, now: Date) => new Date(now.getTime() + Math.round(seconds) * 1000);

/** Metres. Haversine: https://en.wikipedia.org/wiki/Haversine_formula */
export function distance(from: Point, to: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const a =
    Math.sin(radians(to.lat - from.lat) / 2) ** 2 +
    Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(radians(to.lng - from.lng) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(a)));
}
