import { NotNow } from './failure.js';
import type { Tx } from './tx.js';

export type EntityClass = abstract new (...args: never[]) => object;

const KEY = Symbol.for('demae.saga.projection');

/**
 * Says that the tables of these entities hold nothing but what this class has heard: they can be thrown away and made anew from the log.
 * The class has `@Listener`s that say nothing, reach the database through `tx` alone and touch no other table, and nobody else writes to these.
 * The tables have no foreign keys, triggers or sequences. A method `rebuilt()` is called when they have been made anew, for copies that are kept elsewhere.
 */
export function Projection({ tables }: { tables: readonly [EntityClass, ...EntityClass[]] }): ClassDecorator {
  return (type) => Reflect.defineMetadata(KEY, tables, type);
}

/** The tables of a projection; undefined for a class that is none. */
export function projectionOf(type: object): readonly EntityClass[] | undefined {
  return Reflect.getOwnMetadata(KEY, type) as readonly EntityClass[] | undefined;
}

/** Keeps the tables from being exchanged until the end of this transaction. @throws NotNow, unless it may wait. */
export async function enterProjection(tx: Tx, consumer: string, how: 'wait' | 'at once'): Promise<void> {
  if (how === 'wait') {
    await tx.run({ name: 'saga enter projection', text: 'select pg_advisory_xact_lock_shared(hashtext($1))' }, [lockOf(consumer)]);
    return;
  }
  const { rows } = await tx.run({ name: 'saga try projection', text: 'select pg_try_advisory_xact_lock_shared(hashtext($1)) entered' }, [lockOf(consumer)]);
  if (rows[0]!['entered'] !== true) throw new NotNow(`the tables of ${consumer} are being exchanged`);
}

/** What is locked: shared by those who write to the live tables, alone by who exchanges them. */
export const lockOf = (consumer: string) => `demae.saga.projection ${consumer}`;
