// `npm run check`: everything that can be said about the code without running a service. One line each, then what went wrong.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

/** What is checked: a name, and a Node script with its arguments. */
const checks = [
  ['types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']],
  ['lint', ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '--no-error-on-unmatched-pattern', 'apps', 'libs', 'scripts', 'test', 'jest.config.ts', 'jest.long.config.ts', 'jest.stack.config.ts']],
  ['boundaries', ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long', ...['apps', 'libs', 'scripts', 'test'].filter(present)]],
  ['architecture, and manifests that fit it', [...jest, '--silent', 'test/architecture.spec.ts', 'test/manifests.spec.ts', 'test/containers.spec.ts']],
  ['protos fresh', ['scripts/proto.mjs', '--check']],
  ['package-lock.json complete', ['scripts/lock.mjs', '--check']],
  ['docs/sagas.md and docs/asyncapi.json fresh', ['dist/scripts/sagas.js', '--check']],
  ['client fresh', ['dist/scripts/client.js', '--check']],
  ['k8s/ and docs/needs.md fresh', ['dist/scripts/manifests.js', '--check']],
  ['docs/configuration.md fresh', ['dist/scripts/settings.js', '--check']],
  ['metrics, alerts, runbooks and boards', ['dist/scripts/metrics.js', '--check']],
];

function present(path) {
  return existsSync(join(root, path));
}

function run(args) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => { output += chunk; };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => done({ passed: false, output: error.message }));
    child.once('close', (code) => done({ passed: code === 0, output }));
  });
}

const failures = [];
const queue = [...checks];
async function work() {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, args] = next;
    const started = performance.now();
    const { passed, output } = await run(args);
    console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    if (!passed) failures.push([name, output]);
  }
}
await Promise.all([work(), work()]);
for (const [name, output] of failures) console.error(`\n── ${name} ──\n${output.trim()}`);
console.log(`${checks.length - failures.length} passed, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);
