import { UserServiceService } from '@demae/contracts';
import { newId } from '@demae/saga/events';
import { RunningStack } from '../../../scripts/stack/running.js';
import type { Ground, GroundOptions } from './ground.js';

/** A stack of separate processes that runs already. */
export async function stackGround(home: string, { hostile, sabotage, env }: GroundOptions): Promise<Ground> {
  if (hostile !== undefined || sabotage !== undefined || env !== undefined) throw new Error('A stack that runs already cannot be made hostile or be set otherwise.');
  const stack = RunningStack.at(home);
  const users = stack.peers.client(UserServiceService);
  return {
    url: stack.url,
    peers: stack.peers,
    log: await stack.log(),
    bank: {
      books: () => stack.charges(),
      behaves: async (behaviour, times) => void (await stack.bank('POST', 'behaviour', { behaviour, times })),
      reset: async () => void (await stack.bank('DELETE', 'behaviour')),
    },
    query: (service, sql, values) => stack.query(service, sql, values),
    person: async (role, name) => {
      // Nobody can register as that; the services believe the gateway who somebody is.
      if (role === 'support') return { userId: newId(), roles: [role] };
      const { user } = await users.register({ email: `${newId()}@demae.test`, password: 'demae-demo', name, role, locale: '', userAgent: '' });
      return { userId: user!.id, roles: user!.roles };
    },
    advance: (milliseconds) => stack.advance(milliseconds),
    // Several processes and a real log are slower than one process.
    settles: (patience) => stack.settles(3 * patience),
    close: () => stack.close(),
  };
}
