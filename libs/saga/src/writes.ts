import type { PoolClient, QueryResult } from 'pg';
import { withBinaryArrays } from './binary-arrays.js';

/** Prepared once on each connection. */
export interface Statement {
  name: string;
  text: string;
}

/** A statement about to be run. */
export interface Write {
  statement: Statement;
  values: unknown[];
}

/** Async, so that a value that cannot be encoded is an answer like any other: thrown at once, it would leave those behind it unsent for good. */
export async function runStatement(client: PoolClient, { name, text }: Statement, values: unknown[]): Promise<QueryResult<Record<string, unknown>>> {
  return client.query({ name, text, values: withBinaryArrays(text, values) });
}

/** How many rows each has touched. None needs another's answer, so all are on their way before the first is answered, if the connection can. */
export async function writeAll(client: PoolClient, writes: readonly Write[]): Promise<number[]> {
  const counts: number[] = [];
  if (!client.pipeline) {
    for (const { statement, values } of writes) counts.push((await runStatement(client, statement, values)).rowCount ?? 0);
    return counts;
  }
  const { stream } = client.connection;
  stream.cork();
  const running = writes.map(({ statement, values }) => runStatement(client, statement, values));
  stream.uncork();
  // The first failure is the reason; it makes the others fail, too.
  for (const result of await Promise.allSettled(running)) {
    if (result.status === 'rejected') throw result.reason;
    counts.push(result.value.rowCount ?? 0);
  }
  return counts;
}
