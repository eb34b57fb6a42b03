import type { CommandTx } from '@demae/saga';

/** Everybody who is an admin and may log in, locked together with whom it is about: two admins who demote each other do it one after the other. */
export async function lockAdmins(tx: CommandTx, userId: string): Promise<string[]> {
  const locked = await tx.query<{ id: string; admin: boolean }>(
    `select id, roles @> '["admin"]' and suspended_at is null as admin from account
      where id = $1 or (roles @> '["admin"]' and suspended_at is null) order by id for update`,
    [userId],
  );
  return locked.filter(({ admin }) => admin).map(({ id }) => id);
}
