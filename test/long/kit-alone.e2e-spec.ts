import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { databaseUrl, dropDatabases, newDatabase } from '@demae/testing';

/*
 * The saga kit as others get it: packed, and unpacked into the node_modules of a bare Nest app, beside nothing but what its package.json
 * asks for. The app is the one of the kit's README, word for word.
 */
const kit = resolve('libs/saga');
const run = promisify(execFile);
const described = JSON.parse(readFileSync(join(kit, 'package.json'), 'utf8')) as Record<'dependencies' | 'peerDependencies', Record<string, string>>;
/** Of the app's own, to compile it. */
const TOOLS = ['typescript', '@types/node', '@types/pg'];

/** What the app does: an order, heard again and again; then its cancellation, twice. */
const PROOF = `
import { SagaEngine, Transactions } from '@demae/saga';
import { app, dataSource, log, placeOrder, stop } from './app.js';
import { OrderCancelled } from './events.js';

const settled = async () => {
  while (!app.get(SagaEngine).quiet) await new Promise((done) => setTimeout(done, 5));
};
const cups = async () => (await dataSource.query<{ cups: number }[]>('select cups from shelf'))[0]!.cups;
await dataSource.query('create table shelf (sku text primary key, cups int not null)');
await dataSource.query("insert into shelf values ('cup', 5)");

await placeOrder('order-1', 'cup');
await settled();
const held = await cups();
const [said] = await log.history(['order.events'], 'order-1');
await log.publish([said!, said!]);
await settled();
const heardAgain = await cups();
const cancel = () => app.get(Transactions).run(async (tx) => tx.emit(OrderCancelled({ orderId: 'order-1', sku: 'cup' })));
await cancel();
await cancel();
await settled();
const undone = await cups();
const inbox = await dataSource.query('select handler, state from inbox order by handler');
await stop();
console.log(JSON.stringify({ held, heardAgain, undone, inbox }));
`;

let folder: string;
let database: string;

beforeAll(async () => {
  if (!existsSync(join(kit, 'dist/index.js'))) throw new Error('The kit is not built: run `npm run build` first.');
  folder = mkdtempSync(join(tmpdir(), 'demae-kit-'));
  database = await newDatabase('alone');
  await unpackKit();
  for (const name of [...Object.keys({ ...described.dependencies, ...described.peerDependencies }), ...TOOLS]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link, 'junction');
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bare', type: 'module' }));
  for (const [, name, text] of readFileSync(join(kit, 'README.md'), 'utf8').matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)) writeFileSync(join(folder, name!), text!);
  writeFileSync(join(folder, 'proof.ts'), PROOF);
}, 180_000);

afterAll(async () => {
  await dropDatabases([database]);
  rmSync(folder, { recursive: true, force: true });
});

/** As npm does it, without asking anybody: packs the kit, and puts the package's files where `npm install` would. */
async function unpackKit(): Promise<void> {
  const own = process.env['npm_execpath'];
  const [command, before] = own?.endsWith('.js') ? [process.execPath, [own]] : ['npm', []];
  const env = { ...process.env, npm_config_offline: 'true', npm_config_cache: join(folder, 'npm'), npm_config_update_notifier: 'false' };
  await run(command, [...before, 'pack', '--ignore-scripts', '--pack-destination', folder], { cwd: kit, env });
  const [packed] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  for (const { name, content } of filesOf(gunzipSync(readFileSync(join(folder, packed!))))) {
    const file = join(folder, 'node_modules/@demae/saga', name.replace(/^package\//, ''));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** https://www.gnu.org/software/tar/manual/html_node/Standard.html: a header of 512 bytes, then the file, filled up to the next 512. */
function filesOf(tar: Buffer): { name: string; content: Buffer }[] {
  const files: { name: string; content: Buffer }[] = [];
  const text = (from: number, length: number) => tar.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at < tar.length && tar[at] !== 0; ) {
    const size = parseInt(text(at + 124, 12), 8);
    const prefix = text(at + 345, 155);
    const isFile = ['0', ''].includes(text(at + 156, 1));
    if (isFile) files.push({ name: (prefix && `${prefix}/`) + text(at, 100), content: tar.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** Everything that another process said; an error of its own when it failed. */
async function node(...args: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl(database) };
  try {
    return (await run(process.execPath, args, { cwd: folder, env, timeout: 180_000 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`node ${args.join(' ')}:\n${stdout}\n${stderr}`);
  }
}

describe('the saga kit as a package', () => {
  it('holds its code, types and README, and no tests', () => {
    const files = readdirSync(join(folder, 'node_modules/@demae/saga'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'index.js', 'index.ts', 'disk-log.js']));
    expect(files.filter((name) => /spec/.test(name))).toEqual([]);
  });

  it('runs in a bare Nest app: what is said is heard once, and undone once', async () => {
    const options = ['--target', 'ES2023', '--module', 'NodeNext', '--strict', '--experimentalDecorators', '--emitDecoratorMetadata', '--skipLibCheck', '--types', 'node'];
    await node('node_modules/typescript/bin/tsc', ...options, 'events.ts', 'hold-stock.ts', 'app.ts', 'proof.ts');
    const said = (await node('proof.js')).trim().split('\n').at(-1)!;
    expect(JSON.parse(said)).toEqual({
      held: 4,
      heardAgain: 4,
      undone: 5,
      inbox: [{ handler: 'shop/HoldStock.hold', state: 3 }, { handler: 'shop/HoldStock.putBack', state: 1 }],
    });
  }, 300_000);
});
