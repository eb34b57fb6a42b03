import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral, ValueTransformer } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { Statement, Write } from './writes.js';

/** A primary key: the value itself, or one field per column when there are several. */
export type PrimaryKey = string | number | Record<string, string | number>;

interface Column {
  property: string;
  name: string;
  type: string;
  isJson: boolean;
  transformer: ValueTransformer | undefined;
  isKey: boolean;
  isVersion: boolean;
  isCreateDate: boolean;
  isUpdateDate: boolean;
  /** False for what never changes: `@Column({ update: false })`. */
  isUpdated: boolean;
  nullable: boolean;
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The set-based SQL of one entity, made once from TypeORM's own mapping. */
export class Table<T extends ObjectLiteral = ObjectLiteral> {
  private static readonly known = new WeakMap<DataSource, Map<unknown, Table>>();

  readonly name: string;
  private readonly columns: Column[];
  private readonly keys: Column[];
  private readonly mutable: Column[];
  private readonly version: Column | undefined;
  private readonly sql: string;
  private readonly statements = new Map<string, Statement>();

  private constructor(
    private readonly type: new () => T,
    /** Position in the data source's list of entities: the order in which tables are written. */
    readonly rank: number,
    metadata: EntityMetadata,
    dataSource: DataSource,
  ) {
    this.name = metadata.name;
    this.sql = metadata.tablePath.split('.').map(quote).join('.');
    this.columns = metadata.columns.map((column) => describe(column, dataSource, metadata));
    this.keys = this.columns.filter((column) => column.isKey);
    this.version = this.columns.find((column) => column.isVersion);
    this.mutable = this.columns.filter((column) => !column.isKey && !column.isCreateDate && column.isUpdated);
  }

  /** @throws EntityMetadataNotFoundError when the entity is not listed in the data source. */
  static of<T extends ObjectLiteral>(dataSource: DataSource, target: EntityTarget<T>): Table<T> {
    let tables = Table.known.get(dataSource);
    if (!tables) Table.known.set(dataSource, (tables = new Map()));
    let table = tables.get(target);
    if (!table) {
      const metadata = dataSource.getMetadata(target);
      // An entity may be named by its class or by a string; there is one table for both, or a row could become two objects.
      table = tables.get(metadata);
      if (!table) {
        const rank = dataSource.entityMetadatas.indexOf(metadata);
        table = new Table(metadata.target as new () => ObjectLiteral, rank, metadata, dataSource);
        tables.set(metadata, table);
      }
      tables.set(target, table);
    }
    return table as unknown as Table<T>;
  }

  /** One string per row, equal for equal keys. @throws TypeError when a key column is missing. */
  identity(key: PrimaryKey | T): string {
    return this.keyValues(key).join('\u0000');
  }

  keyValues(key: PrimaryKey | T): (string | number)[] {
    if (typeof key !== 'object') {
      if (this.keys.length !== 1) throw new TypeError(`${this.name} has the key (${this.keys.map((k) => k.property).join(', ')}); give an object.`);
      return [key];
    }
    return this.keys.map((column) => {
      const value = (key as Record<string, unknown>)[column.property];
      if (typeof value !== 'string' && typeof value !== 'number') {
        throw new TypeError(`${this.name}.${column.property} is part of the key and must be a string or number, not ${String(value)}.`);
      }
      return value;
    });
  }

  /** Rows by key, locked, in key order: two batches cannot deadlock on one table. */
  selectByKeys(keys: readonly (string | number)[][]): Write {
    const names = this.keys.map((column) => quote(column.name));
    const statement = this.statement('load', () => {
      const wanted = this.keys.map((column, i) => `$${i + 1}::${column.type}[]`).join(', ');
      return `select ${this.selection()} from ${this.sql} t where (${names.map((n) => `t.${n}`).join(', ')}) in (select * from unnest(${wanted})) order by ${names.map((n) => `t.${n}`).join(', ')} for update`;
    });
    return { statement, values: this.keys.map((_, i) => keys.map((key) => key[i])) };
  }

  /** Rows where one column has one of the values, locked, in key order. */
  selectBy(property: string, values: readonly unknown[]): Write {
    const column = this.column(property);
    const statement = this.statement(`load by ${property}`, () => {
      const order = this.keys.map((key) => `t.${quote(key.name)}`).join(', ');
      return `select ${this.selection()} from ${this.sql} t where t.${quote(column.name)} = any($1::${column.type}[]) order by ${order} for update`;
    });
    return { statement, values: [[...values]] };
  }

  insert(rows: readonly T[], now: Date): Write {
    for (const row of rows) this.prepareInsert(row, now);
    const statement = this.statement('insert', () => {
      const names = this.columns.map((column) => quote(column.name)).join(', ');
      return `insert into ${this.sql} (${names}) select * from unnest(${this.parameters(this.columns)})`;
    });
    return { statement, values: this.columns.map((column) => rows.map((row) => toDatabase(column, row))) };
  }

  /** Version-checked: a row that changed meanwhile is not matched, so the count tells. */
  update(rows: readonly T[], now: Date): Write {
    const given = [...this.keys, ...this.mutable];
    const dates = this.columns.filter((column) => column.isUpdateDate);
    for (const row of rows) for (const column of dates) (row as Record<string, unknown>)[column.property] = now;
    const statement = this.statement('update', () => {
      const set = this.mutable.map((c) => `${quote(c.name)} = ${c.isVersion ? `t.${quote(c.name)} + 1` : `x.${quote(c.name)}`}`);
      const match = [...this.keys, ...(this.version ? [this.version] : [])].map((c) => `t.${quote(c.name)} = x.${quote(c.name)}`);
      const names = given.map((column) => quote(column.name)).join(', ');
      return `update ${this.sql} t set ${set.join(', ')} from unnest(${this.parameters(given)}) x(${names}) where ${match.join(' and ')}`;
    });
    return { statement, values: given.map((column) => rows.map((row) => toDatabase(column, row))) };
  }

  /** What the database did to the version, done to the objects too: they may be saved again. */
  bumpVersions(rows: readonly T[]): void {
    if (!this.version) return;
    for (const row of rows as unknown as Record<string, number>[]) row[this.version.property] = row[this.version.property]! + 1;
  }

  delete(rows: readonly T[]): Write {
    const statement = this.statement('delete', () => {
      const names = this.keys.map((column) => `t.${quote(column.name)}`).join(', ');
      return `delete from ${this.sql} t where (${names}) in (select * from unnest(${this.parameters(this.keys)}))`;
    });
    return { statement, values: this.keys.map((column) => rows.map((row) => toDatabase(column, row))) };
  }

  /** A database row as an entity. */
  hydrate(row: Record<string, unknown>): T {
    const entity = Object.create(this.type.prototype as object) as Record<string, unknown>;
    for (const column of this.columns) {
      const value = row[column.property];
      entity[column.property] = column.transformer ? (column.transformer.from(value) as unknown) : value;
    }
    return entity as T;
  }

  private prepareInsert(row: T, now: Date): void {
    const fields = row as Record<string, unknown>;
    for (const column of this.columns) {
      if (fields[column.property] !== undefined) continue;
      if (column.isVersion) fields[column.property] = 1;
      else if (column.isCreateDate || column.isUpdateDate) fields[column.property] = now;
      else if (column.nullable) fields[column.property] = null;
      else throw new TypeError(`${this.name}.${column.property} is not set; give it a value before tx.insert (defaults of the database are not used).`);
    }
  }

  private column(property: string): Column {
    const column = this.columns.find((candidate) => candidate.property === property);
    if (!column) throw new TypeError(`${this.name} has no column for the property "${property}".`);
    return column;
  }

  private selection(): string {
    return this.columns.map((column) => `t.${quote(column.name)} as ${quote(column.property)}`).join(', ');
  }

  private parameters(columns: readonly Column[]): string {
    return columns.map((column, i) => `$${i + 1}::${column.type}[]`).join(', ');
  }

  private statement(what: string, build: () => string): Statement {
    let statement = this.statements.get(what);
    if (!statement) this.statements.set(what, (statement = { name: `${this.name} ${what}`.slice(0, 63), text: build() }));
    return statement;
  }
}

function describe(column: ColumnMetadata, dataSource: DataSource, metadata: EntityMetadata): Column {
  if (column.isArray) {
    throw new TypeError(`${metadata.name}.${column.propertyName} is an array column, which set-based writes cannot carry; use jsonb.`);
  }
  const type = dataSource.driver.normalizeType(column);
  return {
    property: column.propertyName,
    name: column.databaseName,
    type,
    isJson: type === 'json' || type === 'jsonb',
    transformer: column.transformer as ValueTransformer | undefined,
    isKey: column.isPrimary,
    isVersion: column.isVersion,
    isCreateDate: column.isCreateDate,
    isUpdateDate: column.isUpdateDate,
    isUpdated: column.isUpdate,
    nullable: column.isNullable,
  };
}

function toDatabase(column: Column, row: object): unknown {
  const value = (row as Record<string, unknown>)[column.property];
  if (value === undefined || value === null) return null;
  const stored: unknown = column.transformer ? column.transformer.to(value) : value;
  return column.isJson && stored !== null ? JSON.stringify(stored) : stored;
}
