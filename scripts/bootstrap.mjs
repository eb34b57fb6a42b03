// What every npm script runs first: installs the packages when they are missing or not those of package-lock.json, then builds.
// Plain JavaScript without dependencies, for the host's own Node >= 20.19: a fresh clone has nothing else.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { delimiter, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const marker = join(modules, '.demae-lock');
const lockFile = join(root, 'dist/.bootstrap.lock');
/** Nobody holds the lock this long: its owner died, and its number may belong to another process by now. */
const staleAfter = 15 * 60_000;
const say = (text) => console.log(`demae: ${text}`);
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Node ${process.versions.node} is too old to install Demae: it takes 20.19 or newer (https://nodejs.org).`);
}

/** The packages wanted on this machine, as one word. */
function wantedPackages() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  return `${hash} ${process.platform} ${process.arch}`;
}

function installed() {
  const wanted = wantedPackages();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return existsSync(join(modules, '.bin/node'));
  if (!sameAsLock()) return false;
  writeFileSync(marker, wanted);
  return true;
}

/** Whether somebody's own `npm ci` or `npm install` has already put there what package-lock.json says. */
function sameAsLock() {
  try {
    const present = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    if (!existsSync(join(modules, '.bin/node'))) return false;
    return Object.entries(wanted).every(([path, entry]) => {
      if (!path.startsWith('node_modules/')) return true;
      if (present[path]) return present[path].version === entry.version && present[path].integrity === entry.integrity;
      return entry.optional === true || entry.devOptional === true || entry.peer === true;
    });
  } catch {
    return false;
  }
}

/** npm as its own script run by the Node that npm itself runs on: never the one in node_modules, which is about to be replaced. */
function npmCommand() {
  const own = process.env.npm_node_execpath;
  const node = own && !own.startsWith(modules + sep) ? own : process.execPath;
  const script = [process.env.npm_execpath, join(dirname(node), '../lib/node_modules/npm/bin/npm-cli.js')]
    .find((path) => path && /\.c?js$/.test(path) && existsSync(path));
  return script ? [node, [script]] : ['npm', []];
}

async function install() {
  say('installing the packages of package-lock.json (npm ci) …');
  const started = performance.now();
  const [command, args] = npmCommand();
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.startsWith(modules)).join(delimiter);
  await run(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { ...process.env, PATH: path });
  if (!existsSync(join(modules, '.bin/node'))) {
    throw new Error('npm installed no Node of our own. Install scripts may be switched off (npm config get ignore-scripts): switch them on and run again.');
  }
  writeFileSync(marker, wantedPackages());
  say(`installed in ${Math.round((performance.now() - started) / 1000)} s`);
}

function run(command, args, env) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const forward = (signal) => child.kill(signal);
    // `sh` stands between npm and us and hands no signal down: when it is gone, so is whoever wanted this.
    const parent = process.ppid;
    const orphaned = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    child.once('error', fail);
    child.once('exit', (code, signal) => {
      clearInterval(orphaned);
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, forward);
      if (code === 0) return done();
      fail(new Error(`npm ci ended with ${signal ?? `code ${code}`}; what went wrong stands above.`));
    });
  });
}

/** One bootstrap at a time: the lock is a file with the owner's process id. */
async function locked(work) {
  mkdirSync(dirname(lockFile), { recursive: true });
  let told = false;
  for (;;) {
    try {
      const handle = openSync(lockFile, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (abandoned()) rmSync(lockFile, { force: true });
    else if (!told) {
      told = true;
      say('another run is installing or building; waiting for it …');
    }
    await pause(100);
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function abandoned() {
  try {
    const age = Date.now() - statSync(lockFile).mtimeMs;
    const owner = Number(readFileSync(lockFile, 'utf8'));
    // Between creating the file and writing the number it is empty for an instant.
    if (!owner) return age > 5_000;
    if (owner === process.pid || age > staleAfter) return true;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

try {
  requireNode();
  await locked(async () => {
    if (!installed()) await install();
    const { build } = await import('./build.mjs');
    const started = performance.now();
    const { built } = await build();
    if (built > 0) say(`built ${built} files in ${Math.round(performance.now() - started)} ms`);
  });
} catch (error) {
  console.error(`demae: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
