import { OpsServiceService } from '@demae/contracts';
import { Problem } from '@demae/platform';
import { until, type Shop } from '@demae/testing';
import { SERVICES } from '../scripts/stack/services.js';

/** For who was started again a moment ago. */
export function unlessAway(error: unknown): undefined {
  if (!(error instanceof Problem) || error.status !== 503) throw error;
}

/** Until every service of the stack is found again by who has asked before. */
export async function allAnswer({ ground: { peers } }: Shop): Promise<void> {
  for (const name of SERVICES) await until(`${name} to answer`, () => peers.client(OpsServiceService, name).getClock({}).then(() => true as const, unlessAway));
}
