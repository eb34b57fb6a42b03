import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyBinaries, locateBinaries } from './server-binaries.js';
import type { ServerBinaries } from './server-binaries.js';
import { canEnter, chooseServerUser } from './server-user.js';
import type { ServerUser } from './server-user.js';

/** Where one embedded server lives, and what it needs to run there. */
export interface ServerPlace {
  home: string;
  /** The folder of everything that the server itself reads and writes. */
  folder: string;
  data: string;
  logFile: string;
  passwordFile: string;
  user: ServerUser | undefined;
  binaries: ServerBinaries;
}

const POINTER = 'postgres.at';

/**
 * The place of the server whose home is that folder: `postgres` inside it. When root's home lets nobody else in, the server's user
 * could not work there; then it is a folder outside, and a pointer file in the home names it.
 */
export async function choosePlace(home: string, say: (message: string) => void): Promise<ServerPlace> {
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const pointer = join(home, POINTER);
  const known = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(home, 'postgres');
  const user = chooseServerUser(join(known, 'data'));
  const reachable = !user || existsSync(pointer) || canEnter(home, user);
  const folder = reachable ? known : folderOutside(home, user, say);
  if (!user && process.getuid && existsSync(folder) && statSync(folder).uid !== process.getuid()) {
    throw new Error(`The database in ${folder} belongs to another user. Start Demae as that user or as root, or choose another DEMAE_HOME.`);
  }
  if (reachable) mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
  const original = await locateBinaries();
  const readable = !user || (canEnter(join(original.root, 'bin'), user) && canEnter(join(original.root, 'lib'), user));
  if (!readable) say(`${user.name}, whom the database runs as, cannot read ${original.root}: it gets a copy in ${folder}`);
  return {
    home,
    folder,
    user,
    data: join(folder, 'data'),
    logFile: join(folder, 'server.log'),
    passwordFile: join(home, 'postgres.password'),
    binaries: readable ? original : await copyBinaries(original, folder, user),
  };
}

/** A folder of the server's user in the first place that root may write and they may enter; /var/lib is kept over reboots and never tidied. */
function folderOutside(home: string, user: ServerUser, say: (message: string) => void): string {
  const name = `demae-${createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 12)}`;
  for (const parent of ['/var/lib', '/var/tmp', tmpdir()]) {
    const folder = join(parent, name);
    try {
      if (!canEnter(parent, user)) continue;
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      // One that root or this very user has made is ours from an earlier start; anybody else's is not to be trusted.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || ![0, user.uid].includes(statSync(folder).uid)) continue;
    }
    const pointer = join(home, POINTER);
    writeFileSync(`${pointer}.new`, `${folder}\n`);
    renameSync(`${pointer}.new`, pointer);
    say(`${user.name}, whom the database runs as, cannot enter ${home}: its data is in ${folder}`);
    return folder;
  }
  throw new Error(`${user.name}, whom the database runs as, cannot enter ${home} nor any place outside. Choose another DEMAE_HOME.`);
}

/** Deletes the data and every trace of it. The server must not run. */
export function removePlace(place: ServerPlace): void {
  rmSync(place.folder, { recursive: true, force: true });
  for (const file of [join(place.home, POINTER), place.passwordFile]) rmSync(file, { force: true });
  if (readdirSync(place.home).length === 0) rmdirSync(place.home);
}
