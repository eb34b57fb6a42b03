import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Zones, and the SQL function zones_at(lon, lat): the ids of the zones that cover a point, edges included, those of holes, too.
 * With PostGIS where the server has it and this user may switch it on, else with Postgres' own geometry. Both compute in degrees,
 * straight from position to position, and answer alike.
 */
export class CreateZone1700000000002 implements MigrationInterface {
  readonly name = 'CreateZone1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table zone (
      id uuid primary key,
      name text not null,
      polygon jsonb not null,
      fee int8 not null check (fee >= 0),
      currency text not null,
      same_day_cut_off text,
      minimum_order int8 check (minimum_order >= 0),
      created_at timestamptz not null,
      version int not null
    )`);
    await runner.query(`do $$ begin
      if exists (select from pg_available_extensions where name = 'postgis') then
        create extension if not exists postgis;
      end if;
    exception
      when insufficient_privilege or undefined_file then raise notice 'zones do without PostGIS: %', sqlerrm;
    end $$`);
    const [found] = (await runner.query(`select exists (select from pg_extension where extname = 'postgis') as postgis`)) as [{ postgis: boolean }];
    await (found.postgis ? withPostgis(runner) : withoutPostgis(runner));
  }

  async down(runner: QueryRunner): Promise<void> {
    // The extension stays: something else may use it.
    await runner.query('drop function zones_at');
    await runner.query('drop table zone');
    await runner.query('drop function if exists ring_from(jsonb), holes_from(jsonb)');
  }
}

async function withPostgis(runner: QueryRunner): Promise<void> {
  await runner.query(`alter table zone add shape geometry(Polygon, 4326) not null
    generated always as (ST_SetSRID(ST_GeomFromGeoJSON(polygon::text), 4326)) stored`);
  await runner.query('create index zone_shape on zone using gist (shape)');
  await runner.query(`create function zones_at(lon float8, lat float8) returns setof uuid language sql stable as $$
    select id from zone where ST_Covers(shape, ST_SetSRID(ST_MakePoint(lon, lat), 4326))
  $$`);
}

/**
 * In millionths of a degree, because Postgres' geometry takes for equal what differs by less than 0.000001 of its units
 * (https://www.postgresql.org/docs/current/functions-geometry.html): in degrees that would blur edges by metres.
 */
async function withoutPostgis(runner: QueryRunner): Promise<void> {
  await runner.query(`create function ring_from(ring jsonb) returns polygon language sql immutable strict as $$
    select ('(' || string_agg(format('(%s,%s)', (p ->> 0)::numeric * 1000000, (p ->> 1)::numeric * 1000000), ',' order by n) || ')')::polygon
    from jsonb_array_elements(ring) with ordinality as position(p, n)
  $$`);
  await runner.query(`create function holes_from(rings jsonb) returns polygon[] language sql immutable strict as $$
    select coalesce(array_agg(ring_from(ring) order by n), '{}') from jsonb_array_elements(rings) with ordinality as rings(ring, n) where n > 1
  $$`);
  await runner.query(`alter table zone
    add outer_ring polygon not null generated always as (ring_from(polygon -> 'coordinates' -> 0)) stored,
    add holes polygon[] not null generated always as (holes_from(polygon -> 'coordinates')) stored`);
  await runner.query('create index zone_box on zone using gist (box(outer_ring))');
  // A point on the edge of a hole is within it for @>, but still within the zone.
  await runner.query(`create function zones_at(lon float8, lat float8) returns setof uuid language sql stable as $$
    select id from zone, (select point(lon * 1000000, lat * 1000000) as here) as asked
    where box(outer_ring) @> box(here, here) and outer_ring @> here
      and not exists (select from unnest(holes) as hole where hole @> here and here <-> path(hole) > 0.000001)
  $$`);
}
