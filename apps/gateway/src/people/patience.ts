import type { CallOptions } from '@demae/platform';

/** For what needs the hash of a password: the user service lets nobody wait longer than ten seconds for their turn. */
export const IN_LINE: CallOptions = { deadline: 15_000 };
