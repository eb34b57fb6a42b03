import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { openDatabase } from '@demae/platform';
import { Random } from '@demae/testing';
import { delivery } from '../apps/delivery/src/delivery.module.js';
import { Zone } from '../apps/delivery/src/zone/zone.js';
import { SERVICES } from '../apps/standalone/src/demae.js';
import { freePorts } from '../scripts/kafka/cluster.js';
import { Lines } from '../scripts/stack/lines.js';
import { findPrograms } from '../scripts/stack/programs.js';
import { postgresServer } from '../scripts/stack/servers.js';
import { Supervised } from '../scripts/stack/supervised.js';
import { DRAWN, POINTS, randomStar, toEdge, type Drawn, type Position } from './zone-points.js';

/* The system's own Postgres (15 on Debian 12) with PostGIS, beside the embedded one that `npm test` runs on. */

const home = mkdtempSync(join(tmpdir(), 'demae-postgres-'));
const opened: DataSource[] = [];
let server: Supervised | undefined;
let urlOf: (database: string) => string;

beforeAll(async () => {
  // Postgres runs as a user of its own, who has to get in.
  chmodSync(home, 0o755);
  const say = (message: string) => console.log(message);
  const programs = await findPrograms(say);
  if (!programs.postgis) throw new Error('PostGIS is missing, and this suite is about it. On Debian, as root: apt-get install postgresql-15-postgis-3');
  const [port] = await freePorts(1);
  const program = await postgresServer(programs.postgres, home, port!);
  urlOf = program.url;
  server = new Supervised(program, new Lines(), () => undefined);
  for (const end = Date.now() + 240_000; !server.ready; await pause(50)) if (Date.now() > end) throw new Error('Postgres does not come up.');
});

afterAll(async () => {
  for (const dataSource of opened) await dataSource.destroy();
  await server?.stop();
  rmSync(home, { recursive: true, force: true });
});

async function open(service: typeof delivery, url: string): Promise<DataSource> {
  const { name, entities = [], migrations = [] } = service;
  const dataSource = await openDatabase({ service: name, url, poolSize: 4, entities, migrations });
  opened.push(dataSource);
  return dataSource;
}

/** Without the limit for a service's statements: what is asked here is more than any of them asks at once. */
function patiently<R>(dataSource: DataSource, sql: string, values: unknown[] = []): Promise<R> {
  return dataSource.transaction(async (manager) => {
    await manager.query('set local statement_timeout = 0');
    return manager.query<R>(sql, values);
  });
}

describe('the migrations of every service', () => {
  it.each(SERVICES.map((service) => [service.name, service] as const))('run on this Postgres: %s', async (name, service) => {
    const dataSource = await open(service, urlOf(`demae_${name}`));
    const done = await dataSource.query<{ name: string }[]>('select name from migrations order by id');
    expect(done.map((row) => row.name)).toEqual(['CreateSagaTables1700000000000', 'KeepPositions1700000000000', 'KeepReplays1700000000000', ...(service.migrations ?? []).map((migration) => migration.name)]);
    // Every column that the code knows is there: reading nothing is enough to tell.
    for (const { target } of dataSource.entityMetadatas) expect(await dataSource.getRepository(target).find({ take: 1 })).toEqual([]);
  });
});

describe('zones', () => {
  let postgis: DataSource;
  let plain: DataSource;
  const random = new Random(1);
  const stars: Drawn[] = Array.from({ length: 200 }, (_, i) => ({ name: `star ${i}`, rings: randomStar(random) }));

  beforeAll(async () => {
    postgis = await open(delivery, urlOf('zones_postgis'));
    // Somebody who may not switch PostGIS on goes without.
    await postgis.query(`create role nobody_special login password 'plain'`);
    await postgis.query('create database zones_plain owner nobody_special');
    const url = new URL(urlOf('zones_plain'));
    Object.assign(url, { username: 'nobody_special', password: 'plain' });
    plain = await open(delivery, url.href);
    for (const { name, rings } of [...DRAWN, ...stars]) {
      const polygon = { rings: rings.map((positions) => ({ points: positions.map(([lng, lat]) => ({ lat, lng })) })) };
      const zone = Zone.of({ id: '', name, polygon, fee: { amount: 0, currency: 'JPY' }, sameDayCutOff: undefined, minimumOrder: undefined, version: 0 });
      await Promise.all([postgis, plain].map((dataSource) => dataSource.getRepository(Zone).insert({ ...zone, createdAt: new Date(), version: 1 })));
    }
  });

  /** The names of the zones at each point. */
  async function at(dataSource: DataSource, points: readonly Position[]): Promise<string[][]> {
    const rows = await patiently<{ names: string[] }[]>(
      dataSource,
      `select array(select z.name from zones_at(lng, lat) as id join zone z using (id) order by z.id) as names
       from unnest($1::float8[], $2::float8[]) with ordinality as p(lng, lat, n) order by n`,
      [points.map(([lng]) => lng), points.map(([, lat]) => lat)],
    );
    return rows.map(({ names }) => names);
  }

  it('are kept by PostGIS where it may be switched on, by Postgres itself elsewhere', async () => {
    const extensions = await Promise.all([postgis, plain].map((dataSource) => dataSource.query<object[]>(`select from pg_extension where extname = 'postgis'`)));
    expect(extensions.map((rows) => rows.length)).toEqual([1, 0]);
  });

  it.each(['postgis', 'plain'])('are where they are drawn (%s)', async (kind) => {
    const drawn = new Set(DRAWN.map(({ name }) => name));
    const found = await at(kind === 'postgis' ? postgis : plain, POINTS.map(([, point]) => point));
    expect(POINTS.map(([what], i) => [what, found[i]!.filter((name) => drawn.has(name))])).toEqual(POINTS.map(([what, , names]) => [what, names]));
  });

  it('are the same for both, at 2,000 points in and around 200 stars with holes', async () => {
    const points = Array.from({ length: 2_000 }, (_, i) => (i % 2 === 0 ? around(random, random.pick(stars)) : besideEdge(random, random.pick(stars))));
    const [withPostgis, without] = [await at(postgis, points), await at(plain, points)];
    const differing = points.flatMap((point, i) => stars
      .map(({ name, rings }) => ({ name, point, rings, answers: [withPostgis[i]!.includes(name), without[i]!.includes(name), isWithin(point, rings)] }))
      .filter(({ rings, answers }) => new Set(answers).size > 1 && toEdge(point, rings) > 1e-9)
      .map(({ name, answers }) => ({ name, point, answers })));
    expect(differing).toEqual([]);
    // Not all of one kind, or nothing would have been shown.
    const within = withPostgis.filter((names) => names.length > 0).length;
    expect(within).toBeGreaterThan(500);
    expect(within).toBeLessThan(1_500);
  });

  it('are found by index', async () => {
    for (const [dataSource, index] of [[postgis, 'zone_shape'], [plain, 'zone_box']] as const) {
      await patiently(dataSource, `insert into zone (id, name, polygon, fee, currency, created_at, version)
        select gen_random_uuid(), 'filler', jsonb_build_object('type', 'Polygon', 'coordinates', jsonb_build_array(jsonb_build_array(
          jsonb_build_array(x, y), jsonb_build_array(x + 0.01, y), jsonb_build_array(x, y + 0.01), jsonb_build_array(x, y)))), 0, 'JPY', now(), 1
        from generate_series(-85, -50) as y, generate_series(-170, 170) as x`);
      await patiently(dataSource, 'analyze zone');
      const plan = await dataSource.query<object[]>('explain (format json) select id from zones_at(10.5, 50.5) as id');
      expect(JSON.stringify(plan)).toContain(index);
    }
  });
});

/** Within a star's bounding box and a little around it. */
function around(random: Random, { rings: [outer] }: Drawn): Position {
  const between = (values: number[]) => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return least + (random.next() * 1.2 - 0.1) * (most - least);
  };
  return [between(outer!.map(([x]) => x)), between(outer!.map(([, y]) => y))];
}

/** Some nanodegrees to some microdegrees beside an edge. */
function besideEdge(random: Random, { rings }: Drawn): Position {
  const positions = random.pick(rings);
  const i = 1 + random.below(positions.length - 1);
  const [[x1, y1], [x2, y2]] = [positions[i - 1]!, positions[i]!];
  const length = Math.hypot(x2 - x1, y2 - y1);
  const along = random.next();
  const beside = (random.chance(0.5) ? 1 : -1) * 10 ** (-8.9 + random.next() * 3);
  return [x1 + along * (x2 - x1) + (beside * (y2 - y1)) / length, y1 + along * (y2 - y1) - (beside * (x2 - x1)) / length];
}

/** A third opinion: even-odd over all rings. */
function isWithin([x, y]: Position, rings: readonly Position[][]): boolean {
  let inside = false;
  for (const positions of rings) {
    for (let i = 1; i < positions.length; i++) {
      const [[x1, y1], [x2, y2]] = [positions[i - 1]!, positions[i]!];
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
    }
  }
  return inside;
}
