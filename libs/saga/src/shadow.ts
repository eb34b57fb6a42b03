import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { lockOf } from './projection.js';
import type { Consumer } from './registry.js';

/** The kit's tables that handling a message touches. */
const KIT = ['inbox', 'parked', 'outbox', 'task'];

/**
 * A projection's tables a second time, beside the live ones: of the same names, in a schema of their own, together with an inbox of their
 * own. So the very same statements fill them, and never reach what is live.
 */
export class Shadow {
  readonly schema: string;
  private readonly tables: string[];
  private readonly handlers: string[];
  private live = '';

  /** @param client a connection of its own, which also keeps the lock that lets nobody else make the same shadow. */
  constructor(
    private readonly client: PoolClient,
    private readonly consumer: Consumer,
    dataSource: DataSource,
  ) {
    this.schema = `replay_${consumer.group.replace(/\W/g, '_').toLowerCase()}`;
    this.tables = (consumer.projection ?? []).map((entity) => dataSource.getMetadata(entity).tableName);
    this.handlers = [...new Set([...consumer.byEvent.values()].map(({ id }) => id))];
  }

  /** @throws Error when somebody else is at it, or a table has what a copy would not have. */
  async create(): Promise<void> {
    if (!(await this.ask<{ locked: boolean }>('select pg_try_advisory_lock(hashtext($1)) locked', [this.schema]))[0]!.locked) {
      throw new Error(`${this.consumer.group} is being made anew already, by another process`);
    }
    this.live = (await this.ask<{ name: string }>('select current_schema() name'))[0]!.name;
    for (const table of this.tables) await this.mustBePlain(table);
    await this.drop();
    await this.client.query(`create schema ${quote(this.schema)}`);
    for (const table of [...KIT, ...this.tables]) await this.client.query(`create table ${this.beside(table)} (like ${this.own(table)} including all)`);
  }

  async remove(): Promise<void> {
    await this.drop();
    await this.client.query('select pg_advisory_unlock(hashtext($1))', [this.schema]);
  }

  /** From here on, until the end of the transaction, nobody writes to the live tables: those who do are waited for, the others wait. */
  async lockOut(): Promise<void> {
    await this.client.query('begin');
    await this.client.query('select pg_advisory_xact_lock(hashtext($1))', [lockOf(this.consumer.group)]);
  }

  /** How many events the live tables have heard or parked, and these have not; counted up to that many. */
  async behind(most: number): Promise<number> {
    const [row] = await this.ask<{ n: number }>(
      `select count(*)::int n from (select 1 from ${this.own('inbox')} i where handler = any($1) and event_type = any($2) and not exists (select 1 from ${this.beside('inbox')} s where s.handler = i.handler and s.key = i.key)
        and not exists (select 1 from ${this.beside('parked')} p where p.event_id = i.event_id::text) limit $3) missing`,
      [this.handlers, [...this.consumer.byEvent.keys()], most],
    );
    return row!.n || this.unseen();
  }

  /** How many of the live dead letters these have neither heard nor parked: none may be thrown away before it was tried anew. */
  private async unseen(): Promise<number> {
    const [row] = await this.ask<{ n: number }>(
      `select count(*)::int n from ${this.own('parked')} p where consumer = $1 and event_type = any($2) and not exists (select 1 from ${this.beside('parked')} s where s.event_id = p.event_id)
        and event_id not in (select event_id::text from ${this.beside('inbox')} where handler = any($3) and event_id is not null)`,
      [this.consumer.group, [...this.consumer.byEvent.keys()], this.handlers],
    );
    return row!.n;
  }

  /** Takes the place of the live tables, with what was heard. @throws Error when this cannot be right. */
  async swap(): Promise<void> {
    await this.mustBeSound();
    const parked = 'p.consumer = s.consumer and p.topic = s.topic and p.partition = s.partition and p.log_offset = s.log_offset';
    await this.client.query(`insert into ${this.own('inbox')} select * from ${this.beside('inbox')} on conflict do nothing`);
    // What could be done this time is no dead letter any more.
    await this.client.query(`delete from ${this.own('parked')} p where p.consumer = $1 and not exists (select 1 from ${this.beside('parked')} s where ${parked})`, [this.consumer.group]);
    await this.client.query(`insert into ${this.own('parked')} select * from ${this.beside('parked')} on conflict do nothing`);
    for (const table of this.tables) await this.exchange(table);
    await this.client.query('commit');
  }

  async giveUp(): Promise<void> {
    await this.client.query('rollback');
  }

  private async exchange(table: string): Promise<void> {
    const [old, fresh] = [await this.indexesOf(this.live, table), await this.indexesOf(this.schema, table)];
    await this.client.query(`drop table ${this.own(table)}`);
    await this.client.query(`alter table ${this.beside(table)} set schema ${quote(this.live)}`);
    // Copies are named by a rule of the database; migrations know them by the names that they were given. First out of one another's way.
    for (const [i, name] of fresh.entries()) await this.client.query(`alter index ${this.own(name)} rename to ${quote(`replayed ${i}`)}`);
    for (const [i, name] of old.entries()) await this.client.query(`alter index ${this.own(`replayed ${i}`)} rename to ${quote(name)}`);
  }

  /** In the order in which they were made, which a copy keeps. */
  private async indexesOf(schema: string, table: string): Promise<string[]> {
    const rows = await this.ask<{ name: string }>(
      `select i.relname name from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid join pg_namespace n on n.oid = t.relnamespace
        where n.nspname = $1 and t.relname = $2 order by x.indexrelid`,
      [schema, table],
    );
    return rows.map(({ name }) => name);
  }

  private async mustBePlain(table: string): Promise<void> {
    const found = await this.ask<{ what: string }>(
      `select 'foreign key ' || conname what from pg_constraint where contype = 'f' and (conrelid = $1::regclass or confrelid = $1::regclass)
       union all select 'trigger ' || tgname from pg_trigger where tgrelid = $1::regclass and not tgisinternal`,
      [this.own(table)],
    );
    if (found.length > 0) throw new Error(`${table} has the ${found.map(({ what }) => what).join(', ')}: a projection's table has none, for its copy would not have it`);
  }

  private async mustBeSound(): Promise<void> {
    const failed = await this.ask<{ event_type: string; event_id: string; error: string }>(
      `select p.event_type, p.event_id, p.error from ${this.beside('parked')} p
        where p.event_id in (select event_id::text from ${this.own('inbox')} where handler = any($1)) order by p.seq limit 1`,
      [this.handlers],
    );
    if (failed[0]) throw new Error(`${failed[0].event_type} ${failed[0].event_id} was handled once and cannot be handled now: ${failed[0].error.split('\n', 1)[0]}`);
    const [tasks] = await this.ask<{ n: number }>(`select count(*)::int n from ${this.beside('task')}`);
    if (tasks!.n > 0) throw new Error('it asks for reminders or errands, which would be asked for again: it is no projection');
  }

  private async drop(): Promise<void> {
    await this.client.query(`drop schema if exists ${quote(this.schema)} cascade`);
  }

  private async ask<R extends object>(sql: string, values: unknown[] = []): Promise<R[]> {
    return (await this.client.query<R>(sql, values)).rows;
  }

  private own(name: string): string {
    return `${quote(this.live)}.${quote(name)}`;
  }

  private beside(name: string): string {
    return `${quote(this.schema)}.${quote(name)}`;
  }
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
