import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { auditOf } from '../audit/process.js';
import { writeWitness } from '../audit/witness.js';
import { Random } from '../random.js';
import { StackChild } from '../stack/child.js';
import { RunningStack } from '../stack/running.js';
import type { Control } from './controls.js';
import { Faults, type Struck } from './faults.js';
import { rest } from './rest.js';
import { Town } from './town.js';

export interface ChaosOptions {
  orders: number;
  faults: number;
  seed: number;
  /** The guard that is switched off, for a run that has to end badly. */
  control?: Control;
  /** A folder of its own. */
  home: string;
  say(text: string): void;
}

export interface ChaosOutcome {
  orders: number;
  struck: Struck[];
  /** From the first order to the last one at rest. */
  seconds: number;
  /** In sentences; empty when the books balance. */
  wrong: string[];
}

/** Longest that nothing may move while not all is at rest, and that anybody may wait for their last answer, milliseconds. */
const PATIENCE = 180_000;
/** Longest for all orders to be acknowledged after the last fault, milliseconds. */
const PLACING = 900_000;

/** Starts a stack, has a town live on it while faults strike, waits until everything is at rest, and has it audited. */
export async function chaos({ orders, faults: count, seed, control, home, say }: ChaosOptions): Promise<ChaosOutcome> {
  const { DEMAE_REPLICAS = '2', DEMAE_BROKERS = '3' } = process.env;
  const child = await StackChild.start(home, {
    DEMAE_REPLICAS: control ? '1' : DEMAE_REPLICAS,
    DEMAE_BROKERS: control ? String(control.brokers) : DEMAE_BROKERS,
    DEMAE_RATE_LIMIT: 'off',
    BANK_TIMEOUT: '3s',
    LOG_LEVEL: 'warn',
    ...(control ? { DEMAE_SABOTAGE: control.sabotage } : {}),
  });
  say(`the stack is up, seed ${seed}`);
  const stack = RunningStack.at(home);
  try {
    // Who hears is known from now on: whoever is away at the end is waited for all the same.
    await stack.unrest();
    const over = new AbortController();
    const doors = stack.describe().services.filter(({ name }) => /^gateway/.test(name)).map(({ where }) => where);
    const town = new Town(doors, new Random(seed + 1), over.signal);
    await town.open(orders);
    // Of its own: the faults of a seed are the same however fast the people are.
    const faults = new Faults(stack, new Random(seed), town.acknowledged, control?.only);
    const began = Date.now();
    await live({ orders, count, town, faults, stack, over, say, hopeless: control !== undefined });
    const seconds = (Date.now() - began) / 1_000;
    const witness = join(home, 'witness.json');
    writeWitness(witness, { acknowledged: town.acknowledged, stocked: Object.fromEntries(town.stocked), poison: faults.poison });
    say('the audit');
    return { orders, struck: faults.struck, seconds, wrong: [...town.strange, ...(await auditOf(home, witness))] };
  } finally {
    await stack.close().catch(() => undefined);
    await child.stop();
  }
}

interface Life {
  orders: number;
  count: number;
  town: Town;
  faults: Faults;
  stack: RunningStack;
  over: AbortController;
  say(text: string): void;
  /** Somebody will wait in vain: not for long, then. */
  hopeless: boolean;
}

async function live({ orders, count, town, faults, stack, over, say, hopeless }: Life): Promise<void> {
  const closing = new AbortController();
  const working = town.works(closing.signal);
  // A failure of theirs is told by whoever waits for the end.
  working.catch(() => undefined);
  const placing: Promise<void>[] = [];
  let left = orders;
  for (let n = 0; n < count; n++) {
    // A part of the orders with each fault, so that it strikes while they are on their way.
    const share = Math.ceil(left / (count - n));
    left -= share;
    placing.push(town.orders(share));
    await pause(300);
    const { kind, details } = await faults.strike();
    say(`${String(n + 1).padStart(3)}. ${kind}: ${details} (${town.acknowledged.length} orders acknowledged)`);
  }
  if (left > 0) placing.push(town.orders(left));
  let late = setTimeout(() => over.abort(), PLACING);
  try {
    await Promise.all(placing);
    clearTimeout(late);
    say(`${town.acknowledged.length} orders are acknowledged; waiting for rest`);
    await rest({ stack, town, say, patience: hopeless ? 20_000 : PATIENCE });
  } finally {
    clearTimeout(late);
    closing.abort();
    late = setTimeout(() => over.abort(), PATIENCE);
    await working.finally(() => clearTimeout(late));
  }
}
