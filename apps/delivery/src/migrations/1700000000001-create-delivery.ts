import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDelivery1700000000001 implements MigrationInterface {
  readonly name = 'CreateDelivery1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table delivery (
      id uuid primary key,
      order_id uuid not null unique,
      status text not null check (status in
        ('BOOKED', 'SEARCHING', 'OFFERED', 'ASSIGNED', 'PICKED_UP', 'DELIVERED', 'FAILED', 'CANCELLED')),
      pick_up jsonb not null,
      drop_off jsonb not null,
      driver_id uuid,
      offer_expires_at timestamptz,
      searching_since timestamptz,
      round int not null,
      is_ready bool not null,
      created_at timestamptz not null,
      version int not null,
      check (status not in ('OFFERED', 'ASSIGNED', 'PICKED_UP', 'DELIVERED') or driver_id is not null)
    )`);
    await runner.query(`create unique index delivery_one_per_driver on delivery (driver_id) where status in ('OFFERED', 'ASSIGNED', 'PICKED_UP')`);
    await runner.query(`create index delivery_waiting on delivery (searching_since, id) where status = 'SEARCHING'`);
    await runner.query('create index delivery_of_driver on delivery (driver_id, id desc) where driver_id is not null');
    await runner.query(`create table driver (
      id uuid primary key,
      name text not null,
      status text not null check (status in ('OFFLINE', 'ONLINE', 'BUSY')),
      delivery_id uuid unique references delivery,
      lat float8,
      lng float8,
      heading float8,
      located_at timestamptz,
      created_at timestamptz not null,
      check ((status = 'BUSY') = (delivery_id is not null))
    )`);
    await runner.query(`create index driver_free on driver (id) where status = 'ONLINE'`);
    await runner.query(`create table passed_offer (
      delivery_id uuid not null references delivery,
      driver_id uuid not null,
      at timestamptz not null,
      primary key (delivery_id, driver_id)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['passed_offer', 'driver', 'delivery']) await runner.query(`drop table ${table}`);
  }
}
