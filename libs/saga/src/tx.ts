import type { PoolClient } from 'pg';
import type { DataSource, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Clock } from './clock.js';
import { withBinaryArrays } from './binary-arrays.js';
import { workContext, type WorkContext } from './context.js';
import { derivedId, newId } from './id.js';
import { Table, type PrimaryKey } from './table.js';
import { forgetTasks, scheduleTasks, type NewTask, type TaskName } from './task-rows.js';
import { runStatement, writeAll, type Statement, type Write } from './writes.js';

/** A row was changed by somebody else since it was read. The whole transaction runs again. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
}

type HandlerClass = abstract new (...args: never[]) => object;
type MethodName<C extends HandlerClass> = { [K in keyof InstanceType<C>]: InstanceType<C>[K] extends (...args: never[]) => unknown ? K : never }[keyof InstanceType<C>] & string;

interface Waiting {
  by: string | undefined;
  value: unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/**
 * The only door to the database inside a step or command: a unit of work over one transaction.
 *
 * All handlers of a batch share it. What they ask for in the same moment is read in one statement, each row becomes one object
 * (so the second order for the same cup sees what the first has put aside), and what they note is written set-based at the end.
 * Between two `await`s nobody else runs: decide and change a loaded object in one go.
 */
export class Tx {
  private readonly rows = new Map<Table, Map<string, ObjectLiteral | undefined>>();
  private readonly waiting = new Map<Table, Waiting[]>();
  private readonly inserted = new Map<Table, Set<ObjectLiteral>>();
  private readonly changed = new Map<Table, Set<ObjectLiteral>>();
  private readonly removed = new Map<Table, Set<ObjectLiteral>>();
  private readonly tasks = new Map<string, NewTask>();
  private forgotten: TaskName[] = [];
  private gathering = false;
  /** The end of what was last asked of the connection: it does one thing at a time, and a flush is one thing. */
  private turn: Promise<unknown> = Promise.resolve();
  private closed = false;
  /** When the earliest task of each handler written here is due; read after the commit. */
  readonly scheduled = new Map<string, Date>();

  constructor(
    private readonly client: PoolClient,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly service: string,
  ) {}

  /** The row with this key, locked until the end of the transaction; undefined when there is none. */
  load<T extends ObjectLiteral>(entity: EntityTarget<T>, key: PrimaryKey): Promise<T | undefined> {
    const table = Table.of(this.dataSource, entity);
    const known = this.rows.get(table as unknown as Table);
    const identity = table.identity(key);
    if (known?.has(identity)) return Promise.resolve(known.get(identity) as T | undefined);
    return this.ask(table as unknown as Table, undefined, table.keyValues(key)) as Promise<T | undefined>;
  }

  /** The rows with this key, which must exist. @throws Error when there is none: a broken invariant, not a business answer. */
  async get<T extends ObjectLiteral>(entity: EntityTarget<T>, key: PrimaryKey): Promise<T> {
    const row = await this.load(entity, key);
    if (!row) throw new Error(`There is no ${Table.of(this.dataSource, entity).name} ${JSON.stringify(key)}.`);
    return row;
  }

  /** All rows whose one column has this value (`{ orderId }`), locked, in key order. */
  loadAll<T extends ObjectLiteral>(entity: EntityTarget<T>, where: Record<string, string | number>): Promise<T[]> {
    const entries = Object.entries(where);
    if (entries.length !== 1) throw new TypeError('tx.loadAll takes exactly one column; use tx.query for more.');
    const [by, value] = entries[0]!;
    return this.ask(Table.of(this.dataSource, entity) as unknown as Table, by, value) as Promise<T[]>;
  }

  /** Notes a new row. Every column without a null must be set; versions and creation dates set themselves. */
  insert<T extends ObjectLiteral>(row: T): T {
    const table = this.tableOf(row);
    this.note(this.inserted, table, row);
    this.remember(table, row);
    return row;
  }

  /** Notes that a loaded row changed. */
  save<T extends ObjectLiteral>(row: T): T {
    const table = this.tableOf(row);
    if (!this.inserted.get(table)?.has(row)) this.note(this.changed, table, row);
    return row;
  }

  remove(row: ObjectLiteral): void {
    const table = this.tableOf(row);
    this.changed.get(table)?.delete(row);
    if (!this.inserted.get(table)?.delete(row)) this.note(this.removed, table, row);
    this.rows.get(table)?.set(table.identity(row), undefined);
  }

  /** Runs a `@Deadline` method at that time. Set again for the same key, it replaces the earlier one. */
  remind<C extends HandlerClass>(type: C, method: MethodName<C>, at: Date, key: string, data: unknown = {}): void {
    this.schedule(`${this.service}/${type.name}.${method}`, at, key, data);
  }

  /** Takes a reminder back. */
  forget<C extends HandlerClass>(type: C, method: MethodName<C>, key: string): void {
    this.unschedule(`${this.service}/${type.name}.${method}`, key);
  }

  /** @internal */
  unschedule(handler: string, key: string): void {
    this.tasks.delete(`${handler}\u0000${key}`);
    this.forgotten.push({ handler, key });
  }

  /** Asks an `@Errand` method to talk to the outside world once this transaction is committed. One errand per method and key. */
  send<C extends HandlerClass>(type: C, method: MethodName<C>, key: string, data: unknown = {}): void {
    this.schedule(`${this.service}/${type.name}.${method}`, this.clock.now(), key, data);
  }

  /** As `send`, for what is asked for once per key and never again: under the same id also by a database that was restored to before. */
  sendOnce<C extends HandlerClass>(type: C, method: MethodName<C>, key: string, data: unknown = {}): void {
    const handler = `${this.service}/${type.name}.${method}`;
    this.schedule(handler, this.clock.now(), key, data, undefined, derivedId(key, handler));
  }

  /** @internal */
  schedule(handler: string, dueAt: Date, key: string, data: unknown, { causedBy, traceparent }: WorkContext = workContext.getStore() ?? {}, id = newId()): void {
    this.tasks.set(`${handler}\u0000${key}`, { id, handler, key, dueAt, data, causedBy: causedBy ?? null, traceparent: traceparent ?? null });
  }

  /** The way out: any SQL. Writes what was noted so far first, so that the statement sees it. */
  query<R = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<R[]> {
    return this.inTurn(async () => {
      await this.write();
      const result = await this.client.query(sql, withBinaryArrays(sql, values));
      return result.rows as R[];
    });
  }

  /** Now, by the platform's clock. */
  now(): Date {
    return this.clock.now();
  }

  /** Writes everything noted, a statement per table, tables in the data source's order, rows in key order. */
  flush(): Promise<void>;
  /** @internal And with it what the kit itself has to write. */
  flush(also: readonly Write[]): Promise<void>;
  flush(also: readonly Write[] = []): Promise<void> {
    return this.inTurn(() => this.write(also));
  }

  /** @internal */
  close(): void {
    this.closed = true;
  }

  /** @internal Runs a prepared statement of the kit's own. */
  run(statement: Statement, values: unknown[]): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }> {
    return runStatement(this.client, statement, values);
  }

  /** Handlers of a batch run side by side; their statements do not. */
  private inTurn<R>(work: () => Promise<R>): Promise<R> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async write(also: readonly Write[] = []): Promise<void> {
    if (this.closed) throw new Error('This transaction has ended; nothing may be written through it any more.');
    const now = this.clock.now();
    const rows: { table: Table; expected: number; write: Write }[] = [];
    for (const [table, gone] of drain(this.removed)) rows.push({ table, expected: gone.length, write: table.delete(gone) });
    for (const [table, fresh] of drain(this.inserted)) rows.push({ table, expected: fresh.length, write: table.insert(fresh, now) });
    const changed = [...drain(this.changed)];
    for (const [table, those] of changed) rows.push({ table, expected: those.length, write: table.update(those, now) });
    const counts = await writeAll(this.client, [...rows.map(({ write }) => write), ...this.takeTasks(), ...also]);
    rows.forEach(({ table, expected }, i) => {
      if (counts[i] !== expected) throw new VersionConflict(`${expected - counts[i]!} of ${expected} rows of ${table.name} changed meanwhile.`);
    });
    for (const [table, those] of changed) table.bumpVersions(those);
  }

  private takeTasks(): Write[] {
    const { forgotten } = this;
    const tasks = [...this.tasks.values()];
    this.tasks.clear();
    this.forgotten = [];
    for (const { handler, dueAt } of tasks) {
      const earliest = this.scheduled.get(handler);
      if (!earliest || dueAt < earliest) this.scheduled.set(handler, dueAt);
    }
    return [...forgetTasks(forgotten), ...scheduleTasks(tasks)];
  }

  private tableOf(row: ObjectLiteral): Table {
    return Table.of(this.dataSource, row.constructor as EntityTarget<ObjectLiteral>);
  }

  private note(where: Map<Table, Set<ObjectLiteral>>, table: Table, row: ObjectLiteral): void {
    let rows = where.get(table);
    if (!rows) where.set(table, (rows = new Set()));
    rows.add(row);
  }

  private remember(table: Table, row: ObjectLiteral): void {
    let rows = this.rows.get(table);
    if (!rows) this.rows.set(table, (rows = new Map()));
    rows.set(table.identity(row), row);
  }

  private ask(table: Table, by: string | undefined, value: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const queue = this.waiting.get(table);
      const entry: Waiting = { by, value, resolve, reject };
      if (queue) queue.push(entry);
      else this.waiting.set(table, [entry]);
      if (this.gathering) return;
      this.gathering = true;
      // One turn of the event loop: by then every handler of the batch has asked.
      setImmediate(() => void this.inTurn(() => this.answer()));
    });
  }

  private async answer(): Promise<void> {
    this.gathering = false;
    const all = [...this.waiting].sort(([a], [b]) => a.rank - b.rank);
    this.waiting.clear();
    for (const [table, queue] of all) {
      for (const by of new Set(queue.map((entry) => entry.by))) {
        const askers = queue.filter((entry) => entry.by === by);
        try {
          if (by === undefined) await this.answerByKey(table, askers);
          else await this.answerBy(table, by, askers);
        } catch (error) {
          for (const asker of askers) asker.reject(error);
        }
      }
    }
  }

  private async answerByKey(table: Table, askers: Waiting[]): Promise<void> {
    const keys = new Map<string, (string | number)[]>();
    for (const asker of askers) keys.set((asker.value as (string | number)[]).join('\u0000'), asker.value as (string | number)[]);
    let known = this.rows.get(table);
    if (!known) this.rows.set(table, (known = new Map()));
    const missing = [...keys].filter(([identity]) => !known.has(identity)).map(([, key]) => key);
    if (missing.length > 0) {
      const { statement, values } = table.selectByKeys(missing);
      const { rows } = await this.run(statement, values);
      for (const row of rows) {
        const entity = table.hydrate(row);
        const identity = table.identity(entity);
        if (!known.has(identity)) known.set(identity, entity);
      }
      for (const key of missing) if (!known.has(key.join('\u0000'))) known.set(key.join('\u0000'), undefined);
    }
    for (const asker of askers) asker.resolve(known.get((asker.value as (string | number)[]).join('\u0000')));
  }

  private async answerBy(table: Table, by: string, askers: Waiting[]): Promise<void> {
    await this.write();
    const { statement, values } = table.selectBy(by, [...new Set(askers.map((asker) => asker.value))]);
    const { rows } = await this.run(statement, values);
    const found = rows.map((row) => this.adopt(table, row));
    for (const asker of askers) {
      asker.resolve(found.filter((row) => (row as Record<string, unknown>)[by] === asker.value));
    }
  }

  /** The one object of a row that may be known already. */
  private adopt(table: Table, row: Record<string, unknown>): ObjectLiteral {
    const entity = table.hydrate(row);
    const known = this.rows.get(table)?.get(table.identity(entity));
    if (known) return known;
    this.remember(table, entity);
    return entity;
  }
}

function* drain(noted: Map<Table, Set<ObjectLiteral>>): Generator<[Table, ObjectLiteral[]]> {
  const tables = [...noted].sort(([a], [b]) => a.rank - b.rank);
  noted.clear();
  for (const [table, rows] of tables) {
    if (rows.size === 0) continue;
    const sorted = [...rows].map((row) => ({ row, id: table.identity(row) }));
    sorted.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    yield [table, sorted.map(({ row }) => row)];
  }
}
