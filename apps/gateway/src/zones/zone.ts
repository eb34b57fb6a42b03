import type { Polygon, Zone } from '@demae/contracts';
import { PartialType } from '@nestjs/swagger';
import { Form, ListOf, Nested, OneOf, Real, Rings, Text, Uuid, Whole } from '../http/fields.js';
import { pageOf } from '../http/page.js';
import { Money, TIME } from '../http/values.js';

const SQUARE = [[[139.69, 35.65], [139.71, 35.65], [139.71, 35.67], [139.69, 35.67], [139.69, 35.65]]];

export class PolygonBody {
  @OneOf(['Polygon'])
  type!: string;

  @Rings({ max: 100, example: SQUARE, what: 'the outer ring, then holes; at most 1,000 positions, each ring ends where it begins' })
  coordinates!: number[][][];
}

export class ZoneBody {
  @Text({ min: 1, max: 100, example: 'Shibuya' })
  name!: string;

  @Nested(() => PolygonBody, { what: 'as of GeoJSON (RFC 7946)' })
  polygon!: PolygonBody;

  @Nested(() => Money)
  fee!: Money;

  @Form({ pattern: TIME, like: '15:00', optional: true, what: 'local time of the store; ordered before, it comes the same day' })
  sameDayCutOff?: string;

  @Nested(() => Money, { optional: true })
  minimumOrder?: Money;
}

export class ZoneChange extends PartialType(ZoneBody, { skipNullProperties: false }) {}

export class ZoneView extends ZoneBody {
  @Uuid()
  id!: string;

  @Whole({ min: 1, max: 2 ** 31, what: 'grows with each change' })
  version!: number;
}

export class ZonePage extends pageOf(() => ZoneView) {}

export class ZoneList {
  @ListOf(() => ZoneView, { max: 1_000_000 })
  items!: ZoneView[];
}

export class PlaceQuery {
  @Real({ min: -90, max: 90, inQuery: true, example: 35.66 })
  lat!: number;

  @Real({ min: -180, max: 180, inQuery: true, example: 139.7 })
  lng!: number;
}

export function polygonMessage({ coordinates }: PolygonBody): Polygon {
  return { rings: coordinates.map((ring) => ({ points: ring.map(([lng, lat]) => ({ lat: lat!, lng: lng! })) })) };
}

export function zone({ polygon, sameDayCutOff, minimumOrder, ...fields }: Zone): ZoneView {
  return {
    ...fields,
    polygon: { type: 'Polygon', coordinates: polygon.rings.map(({ points }) => points.map(({ lng, lat }) => [lng, lat])) },
    ...(sameDayCutOff === undefined ? {} : { sameDayCutOff }),
    ...(minimumOrder === undefined ? {} : { minimumOrder }),
  };
}
