// Completes package-lock.json with the binaries of other platforms. npm leaves out those that it could not fetch where the lock was
// written (https://github.com/npm/cli/issues/4828), and `npm ci` then fails, or installs nothing usable, elsewhere. `--check` only tells.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = { x64: 'x64', arm64: 'arm64', aarch64: 'arm64', ia32: 'ia32', arm: 'arm', armv7: 'arm', ppc64: 'ppc64', riscv64: 'riscv64', s390x: 's390x', loong64: 'loong64' };

/** `@swc/core-linux-arm64-gnu` → { os: ['linux'], cpu: ['arm64'] }; undefined for a package of no platform. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = words.map((word) => processors[word]).find((word) => word !== undefined);
  return os && cpu ? { cpu: [cpu], os: [os] } : undefined;
}

/** Platforms' packages have one version, so wherever it is in the tree will do. */
const isLocked = (name) => Object.keys(lock.packages).some((path) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`));

const added = {};
for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const platform = platformOf(name);
    if (!platform || isLocked(name) || !/^\d/.test(version)) continue;
    // In npm's own order, so that its next install changes nothing here.
    added[`node_modules/${name}`] = { version, cpu: platform.cpu, ...(dev ? { dev } : {}), optional: true, os: platform.os };
  }
}
const names = Object.keys(added);
if (names.length > 0 && process.argv.includes('--check')) {
  console.error(`package-lock.json lacks the binaries of other platforms; run \`node scripts/lock.mjs\`:\n  ${names.join('\n  ')}`);
  process.exit(1);
}
if (names.length > 0) {
  const sorted = Object.entries({ ...lock.packages, ...added }).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
}
console.log(`${names.length} packages of other platforms added to package-lock.json`);
