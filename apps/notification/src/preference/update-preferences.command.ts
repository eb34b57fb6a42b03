import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Preferences, UpdatePreferencesRequest } from '@demae/contracts';
import { badRequest } from '@demae/platform';
import { Transactions } from '@demae/saga';
import type { Kind } from '../notification/templates.js';
import { KINDS, Preference } from './preference.js';

/** Somebody says what they want to be told; what they do not name stays. */
export class UpdatePreferences {
  constructor(readonly request: UpdatePreferencesRequest) {}
}

@CommandHandler(UpdatePreferences)
export class UpdatePreferencesHandler implements ICommandHandler<UpdatePreferences, Preferences> {
  constructor(private readonly transactions: Transactions) {}

  /** @throws Problem 400 for a kind that does not exist. */
  execute({ request: { actor, kinds, quietHours } }: UpdatePreferences): Promise<Preferences> {
    const unknown = kinds.find(({ kind }) => !KINDS.includes(kind as Kind));
    if (unknown) throw badRequest(`There is no kind ${unknown.kind}; there are ${KINDS.join(', ')}.`, [{ path: 'kinds', message: 'names no kind' }]);
    return this.transactions.run(async (tx) => {
      // Whoever else changes them at this moment waits.
      await tx.query(`insert into preference (user_id, off) values ($1, '[]') on conflict do nothing`, [actor.userId]);
      const preference = await tx.get(Preference, actor.userId);
      for (const { kind, app, mail } of kinds) {
        if (app !== undefined) preference.choose(kind as Kind, 'app', app);
        if (mail !== undefined) preference.choose(kind as Kind, 'mail', mail);
      }
      if (quietHours) preference.keepQuiet(quietHours);
      tx.save(preference);
      return preference.toView();
    });
  }
}
