// `npm run dev [service]`: runs one service (without a name the whole platform), and again whenever a source has changed.
// A service alone gets what it lacks: a database of its own in .demae/dev, a Redis and an event log in the process.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const service = process.argv[2] ?? 'standalone';
const main = join(root, 'dist/apps', service, 'src/main.js');
const say = (text) => console.log(`dev: ${text}`);
/** An editor saves several files, and each more than once. */
const quietFor = 200;

if (!existsSync(main)) {
  console.error(`There is no service "${service}". Choose one of: ${readdirSync(join(root, 'apps')).join(', ')}`);
  process.exit(1);
}

let database;
/** What the service finds in its environment: what is set already wins. */
async function environment() {
  if (service === 'standalone') return process.env;
  const home = join(root, '.demae/dev');
  const { EmbeddedPostgres, environmentName, peerSetting } = await import('@demae/platform');
  database = await EmbeddedPostgres.start({ home, say });
  const peers = readdirSync(join(root, 'proto/demae')).filter((name) => name !== service && !['common', 'ops'].includes(name));
  const absent = peers.map(peerSetting).filter((name) => !process.env[name]);
  if (absent.length > 0) say(`peers without an address answer "unavailable"; set ${absent.join(', ')} where needed`);
  return {
    // Port 1 (tcpmux): nobody answers there.
    ...Object.fromEntries(absent.map((name) => [name, '127.0.0.1:1'])),
    [`${environmentName(service)}_DATABASE_URL`]: database.url(service.replaceAll('-', '_')),
    REDIS_URL: 'memory:',
    DEMAE_EVENTS: join(home, `events-${service}`),
    DEMAE_SANDBOX: 'on',
    LOG_LEVEL: 'debug',
    ...process.env,
  };
}

let child;
function start(env) {
  child = spawn(process.execPath, [main], { cwd: root, env, stdio: 'inherit' });
  child.once('exit', (code, signal) => {
    if (code) say(`${service} ended with code ${code}; waiting for a change`);
    else if (signal) say(`${service} was ended by ${signal}`);
  });
}

async function stop() {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await gone;
}

let restarting = Promise.resolve();
async function restart(env) {
  try {
    const { built, removed } = await build();
    if (built + removed === 0) return;
    say(`built ${built} files; starting again`);
  } catch (error) {
    say(error.message);
    return;
  }
  await stop();
  start(env);
}

const env = await environment();
start(env);
let timer;
for (const folder of ['apps', 'libs']) {
  watch(join(root, folder), { recursive: true }, (_event, file) => {
    if (!file || /(^|\/)(dist|node_modules)(\/|$)/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => { restarting = restarting.then(() => restart(env)); }, quietFor);
  });
}
let ending = false;
async function end() {
  if (ending) return;
  ending = true;
  clearTimeout(timer);
  await restarting;
  await stop();
  await database?.stop();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
