import { afterAll, afterEach, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createDatabaseIfMissing } from '../database/data-source.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { isAlive } from './postmaster.js';

// A folder that only its owner may enter: as root, the server has to find another place.
const home = mkdtempSync(join(tmpdir(), 'demae-postgres-'));
const said: string[] = [];

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that owns the server, until it is killed. It runs the build, as Node has no decorators. */
async function someoneElse() {
  const built = new URL('../../dist/postgres/embedded-postgres.js', import.meta.url).href;
  const script = `const { EmbeddedPostgres } = await import('${built}');
    const { pid, port } = await EmbeddedPostgres.start({ home: ${JSON.stringify(home)} });
    console.log(JSON.stringify({ pid, port }));`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { server: JSON.parse(line.toString()) as { pid: number; port: number }, kill };
}

describe('the embedded server', () => {
  let server: EmbeddedPostgres | undefined;
  const start = async () => (server = await EmbeddedPostgres.start({ home, say: (message) => void said.push(message) }));

  afterEach(async () => {
    jest.restoreAllMocks();
    await server?.stop();
    server = undefined;
    said.length = 0;
  });

  afterAll(async () => {
    const last = await EmbeddedPostgres.start({ home });
    await last.stop({ remove: true });
    rmSync(home, { recursive: true, force: true });
  });

  it('starts, keeps what it is given, and leaves nothing behind when it stops', async () => {
    const first = await start();
    const url = first.url('shop');
    await createDatabaseIfMissing(url);
    await createDatabaseIfMissing(url);
    await query(url, "create table cup as select 5 n, lower('É日') word");
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await start();
    expect(await query(second.url('shop'), 'select n, word from cup')).toEqual([{ n: 5, word: 'é日' }]);
    expect(await query(second.url('shop'), "select current_setting('fsync') f, current_setting('synchronous_commit') s")).toEqual([{ f: 'on', s: 'on' }]);
  });

  it('is owned by one process at a time', async () => {
    await start();
    // It waits for a while, as the session of one that was killed ends a moment after it; here that while is over at the third look.
    let now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => (now += 1_000));
    await expect(EmbeddedPostgres.start({ home })).rejects.toThrow(`Another Demae runs on ${home}.`);
  });

  it('is taken over when its owner was killed and it lives on', async () => {
    const killed = await someoneElse();
    await killed.kill();
    expect(isAlive(killed.server.pid)).toBe(true);
    const heir = await start();
    expect({ pid: heir.pid, port: heir.port }).toEqual(killed.server);
    expect(said).toEqual(['took over the database server that an earlier run had left behind']);
    await heir.stop();
    expect(isAlive(killed.server.pid)).toBe(false);
  });

  it('recovers when both were killed', async () => {
    const killed = await someoneElse();
    process.kill(killed.server.pid, 'SIGKILL');
    await killed.kill();
    const heir = await start();
    expect(heir.pid).not.toBe(killed.server.pid);
    expect(await query(heir.url('shop'), 'select n from cup')).toEqual([{ n: 5 }]);
  });

  it('comes back by itself, where it was, when it alone was killed', async () => {
    const survivor = await start();
    const url = survivor.url('shop');
    const { pid } = survivor;
    process.kill(pid, 'SIGKILL');
    while (survivor.pid === pid) await pause(20);
    expect(survivor.url('shop')).toBe(url);
    expect(await query(url, 'select n from cup')).toEqual([{ n: 5 }]);
  });
});
