import { createRequire } from 'node:module';

/** What the repair below touches of kafkajs' own ConsumerGroup (kafkajs 2.2.4, src/consumer/consumerGroup.js). */
interface ConsumerGroup {
  /** Where it reads on, made anew whenever it joins. */
  offsetManager: object | null;
  joinAndSync(): Promise<void>;
  fetch(nodeId: string): Promise<readonly object[]>;
}

/** And of its Runner, which hands on what has been read (src/consumer/runner.js). */
interface Runner {
  consumerGroup: ConsumerGroup;
  handleBatch(batch: object): Promise<void>;
}

/** https://kafka.apache.org/protocol.html#protocol_error_codes */
const REBALANCE_IN_PROGRESS = 27;

/**
 * Repairs kafkajs 2.2.4 at runtime: a consumer that its group has forgotten, as after a broker's pause, joins it anew; when that fails, as
 * when the next broker ends meanwhile, kafkajs goes on reading what was its before. As nobody's member it sends no heartbeat, so it never
 * hears that it is none, and all its commits are refused, for as long as it lives.
 * Here who has failed to join reads nothing before it has.
 *
 * And when one broker's answer makes it join anew, as one that no longer leads a partition, it goes on with the others': those still to
 * come, and those in its queue. They were asked for before: kafkajs takes them, and reads on behind them, past all that it had read but
 * not committed until then.
 * Here such an answer is dropped, and asked for again from where the group stands.
 */
export function repairMembership(): void {
  const require = createRequire(import.meta.url);
  const { prototype: group } = require('kafkajs/src/consumer/consumerGroup.js') as { prototype: ConsumerGroup };
  const { prototype: runner } = require('kafkajs/src/consumer/runner.js') as { prototype: Runner };
  const { createErrorFromCode } = require('kafkajs/src/protocol/error.js') as { createErrorFromCode(code: number): Error };
  const { joinAndSync, fetch } = group;
  const { handleBatch } = runner;
  const outside = new WeakSet<ConsumerGroup>();
  /** Of each batch, where it was asked for from. */
  const askedFrom = new WeakMap<object, object | null>();
  group.joinAndSync = async function (this: ConsumerGroup) {
    try {
      await joinAndSync.call(this);
      outside.delete(this);
    } catch (error) {
      outside.add(this);
      throw error;
    }
  };
  group.fetch = async function (this: ConsumerGroup, nodeId) {
    // Of which kafkajs makes another try to join.
    if (outside.has(this)) throw createErrorFromCode(REBALANCE_IN_PROGRESS);
    const { offsetManager } = this;
    const batches = await fetch.call(this, nodeId);
    for (const batch of batches) askedFrom.set(batch, offsetManager);
    return batches;
  };
  runner.handleBatch = async function (this: Runner, batch) {
    // In the same breath as kafkajs takes note of where to read on.
    if (askedFrom.get(batch) === this.consumerGroup.offsetManager) await handleBatch.call(this, batch);
  };
}
