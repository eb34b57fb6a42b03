import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Column, CreateDateColumn, DataSource, Entity, PrimaryColumn, UpdateDateColumn, VersionColumn, type ValueTransformer } from 'typeorm';
import { Catalogue, Clock, newId, type CommandTx } from '@demae/saga';
import { databaseUrl, dropDatabases, newDatabase } from '../../testing/src/databases.js';
import { Signals } from './signals.js';
import { Table } from './table.js';
import { Transactions } from './transactions.js';

const whole: ValueTransformer = { to: (value: unknown) => value, from: (value: string | null) => (value === null ? null : Number(value)) };
/** JSON has no dates. */
const dated: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: { since: string } | null) => value && { ...value, since: new Date(value.since) },
};

/** A column of every kind that matters, none named like its property, and a key of two. */
@Entity({ name: 'shelf_line' })
class Line {
  @PrimaryColumn('uuid', { name: 'shelf_id' }) shelfId!: string;
  @PrimaryColumn('int4', { name: 'line_no' }) no!: number;
  @Column('text', { name: 'line_text' }) text!: string;
  @Column('text', { name: 'line_note', nullable: true }) note!: string | null;
  @Column({ type: 'text', name: 'line_kind', nullable: true, update: false }) kind!: string | null;
  @Column('int8', { name: 'line_amount', transformer: whole }) amount!: number;
  @Column('boolean', { name: 'is_open' }) open!: boolean;
  @Column('float8', { name: 'line_weight', nullable: true }) weight!: number | null;
  @Column('timestamptz', { name: 'due_at', nullable: true }) dueAt!: Date | null;
  @Column('jsonb', { name: 'line_data' }) data!: unknown;
  @Column('jsonb', { name: 'line_terms', nullable: true, transformer: dated }) terms!: { since: Date } | null;
  @Column('bytea', { name: 'line_bytes', nullable: true }) bytes!: Uint8Array | null;
  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' }) updatedAt!: Date;
  @VersionColumn({ name: 'line_version' }) version!: number;
}

@Entity()
class Tagged {
  @PrimaryColumn('text') id!: string;
  @Column('text', { array: true }) tags!: string[];
}

const SCHEMA = `
  create table shelf_line (
    shelf_id uuid, line_no int4, line_text text not null, line_note text, line_kind text, line_amount int8 not null, is_open boolean not null, line_weight float8,
    due_at timestamptz, line_data jsonb not null, line_terms jsonb, line_bytes bytea,
    created_at timestamptz not null, updated_at timestamptz not null, line_version int not null, primary key (shelf_id, line_no))`;

let database: string;
let dataSource: DataSource;
let transactions: Transactions;
const clock = new Clock();
const run = <R>(work: (tx: CommandTx) => Promise<R>) => transactions.run(work);
const rows = <R>(sql: string, values: unknown[] = []) => dataSource.query<R[]>(sql, values);
const line = (given: Partial<Line> = {}) => Object.assign(new Line(), { shelfId: newId(), no: 1, text: 'cup', amount: 1, open: true, data: {}, ...given });
const loaded = ({ shelfId, no }: Line) => run((tx) => tx.get(Line, { shelfId, no }));

beforeAll(async () => {
  database = await newDatabase('table');
  dataSource = await new DataSource({ type: 'postgres', url: databaseUrl(database), entities: [Line, Tagged], poolSize: 5 }).initialize();
  await dataSource.query(SCHEMA);
  const logger = { debug: () => undefined, warn: () => undefined, error: () => undefined };
  transactions = new Transactions({ service: 'shelf', catalogue: new Catalogue([]), dataSource, clock, logger, log: undefined! }, new Signals());
});
afterAll(async () => {
  await dataSource.destroy();
  await dropDatabases([database]);
});
beforeEach(() => dataSource.query('truncate shelf_line'));

describe('a row', () => {
  it('comes back as it was inserted, whatever it holds', async () => {
    const full = line({
      no: -7, text: `'quoted' "twice" \\back, {braced} NULL\n\t行 🍜`, note: '', amount: Number.MAX_SAFE_INTEGER, open: false, weight: -0.1,
      dueAt: new Date('2026-03-29T01:30:00.123Z'), data: { list: [1, null, 'a "b"'], nested: { text: "it's {} \\" } },
      terms: { since: new Date('2026-01-01T00:00:00.001Z') }, bytes: Buffer.from([0, 255, 92, 39, 10]),
    });
    await run(async (tx) => void tx.insert(full));
    const found = await loaded(full);
    expect(found).toEqual(full);
    expect(found).toBeInstanceOf(Line);
    expect(found).not.toBe(full);
    expect(await rows('select line_text, line_note, due_at, line_amount, line_bytes from shelf_line')).toEqual([
      { line_text: full.text, line_note: '', due_at: full.dueAt, line_amount: '9007199254740991', line_bytes: full.bytes },
    ]);
  });

  it('may leave out what may be null, and is told its dates and version', async () => {
    const now = clock.now().getTime();
    const sparse = line();
    await run(async (tx) => void tx.insert(sparse));
    expect(sparse).toMatchObject({ note: null, weight: null, dueAt: null, terms: null, bytes: null, version: 1 });
    expect(sparse.createdAt.getTime()).toBeGreaterThanOrEqual(now);
    expect(await loaded(sparse)).toEqual(sparse);
    expect(await rows('select line_terms is null as t, line_note is null as n from shelf_line')).toEqual([{ t: true, n: true }]);
  });

  it.each([['a list', [1, 'two', null]], ['a text', 'so "so"'], ['a number', 0], ['no', false]])('may hold %s as JSON', async (_, data) => {
    const one = line({ data });
    await run(async (tx) => void tx.insert(one));
    expect((await loaded(one)).data).toEqual(data);
  });

  it('may hold bytes in any kind of array', async () => {
    const one = line({ bytes: new Uint8Array([1, 2, 255]) });
    await run(async (tx) => void tx.insert(one));
    expect(Buffer.from((await loaded(one)).bytes!)).toEqual(Buffer.from([1, 2, 255]));
  });

  it('is refused before the database sees it when something is missing', async () => {
    const broken = line({ text: undefined });
    await expect(run(async (tx) => void tx.insert(broken))).rejects.toThrow('Line.text is not set; give it a value before tx.insert');
    expect(await rows('select 1 from shelf_line')).toEqual([]);
  });

  it('is changed where it changed: dates and version move on; the creation date, what is never updated, and other rows do not', async () => {
    const [one, other] = [line({ no: 1, note: 'x', kind: 'glass' }), line({ no: 2 })];
    await run(async (tx) => [one, other].forEach((row) => tx.insert(row)));
    clock.advance(60_000);
    await run(async (tx) => {
      const row = await tx.get(Line, { shelfId: one.shelfId, no: 1 });
      Object.assign(row, { note: null, amount: 2, data: ['changed'], kind: 'paper', createdAt: new Date(0) });
      tx.save(row);
      tx.save(row);
    });
    const changed = await loaded(one);
    expect(changed).toMatchObject({ note: null, amount: 2, data: ['changed'], text: 'cup', kind: 'glass', version: 2, createdAt: one.createdAt });
    expect(changed.updatedAt.getTime() - one.updatedAt.getTime()).toBeGreaterThanOrEqual(60_000);
    expect(await loaded(other)).toEqual(other);
  });

  it('can be inserted, changed and changed again in one transaction', async () => {
    const one = line();
    await run(async (tx) => {
      tx.insert(one);
      one.amount = 2;
      tx.save(one);
      await tx.flush();
      one.amount = 3;
      tx.save(one);
      await tx.flush();
      one.amount = 4;
      tx.save(one);
    });
    expect(await loaded(one)).toMatchObject({ amount: 4, version: 3 });
    expect(one.version).toBe(3);
  });

  it('needs its whole key', async () => {
    const shelfId = newId();
    await run(async (tx) => {
      expect(() => tx.load(Line, shelfId)).toThrow('Line has the key (shelfId, no); give an object.');
      expect(() => tx.load(Line, { shelfId })).toThrow('Line.no is part of the key');
      expect(() => tx.loadAll(Line, { shelfId, no: 1 })).toThrow('tx.loadAll takes exactly one column');
      await expect(tx.loadAll(Line, { shelf: shelfId })).rejects.toThrow('Line has no column for the property "shelf".');
      await expect(tx.get(Line, { shelfId, no: 1 })).rejects.toThrow('There is no Line {"shelfId"');
    });
  });

  it('cannot have an array column, and says so', () => {
    expect(() => Table.of(dataSource, Tagged)).toThrow('Tagged.tags is an array column, which set-based writes cannot carry; use jsonb.');
  });
});

describe('thousands of rows', () => {
  it('are inserted, read by a column in the order of their keys, changed and removed, each in one go', async () => {
    const shelfId = newId();
    const count = 5_000;
    await run(async (tx) => {
      for (let no = 0; no < count; no++) tx.insert(line({ shelfId, no, data: { no } }));
      return Promise.resolve();
    });
    await run(async (tx) => {
      const lines = await tx.loadAll(Line, { shelfId });
      expect(lines.map(({ no }) => no)).toEqual(Array.from({ length: count }, (_, no) => no));
      for (const one of lines) {
        if (one.no % 2) tx.remove(one);
        else tx.save(Object.assign(one, { amount: one.no }));
      }
    });
    expect(await rows('select count(*)::int n, sum(line_amount)::int s, min(line_version) v from shelf_line')).toEqual([{ n: count / 2, s: 6_247_500, v: 2 }]);
  });
});
