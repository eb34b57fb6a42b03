import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whom the database server runs as. PostgreSQL refuses to run as root. */
export interface ServerUser {
  name: string;
  uid: number;
  gid: number;
}

/**
 * Nobody special for an ordinary user, who runs the server as themselves. For root: the owner of the data that is already there,
 * else an unprivileged user that every system has.
 */
export function chooseServerUser(data: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(data)) {
    const { uid, gid } = statSync(data);
    if (uid !== 0) return { name: `user ${uid}`, uid, gid };
  }
  const users = parsePasswd(readFileSync('/etc/passwd', 'utf8'));
  const user = users.get('postgres') ?? users.get('nobody');
  if (!user) throw new Error('PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody". Start Demae as an ordinary user.');
  return user;
}

/** See passwd(5): name:password:uid:gid:… */
function parsePasswd(passwd: string): Map<string, ServerUser> {
  const users = new Map<string, ServerUser>();
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    // Some systems write nobody's number as -2.
    if (name && uid && gid && uid !== '0') users.set(name, { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 });
  }
  return users;
}

/** Whether that user may enter a folder: every folder on the way must let them through. */
export function canEnter(folder: string, user: ServerUser): boolean {
  for (let path = realpathSync(folder); ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
