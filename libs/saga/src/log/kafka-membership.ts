import { createRequire } from 'node:module';

/** What the repair below touches of kafkajs' own ConsumerGroup (kafkajs 2.2.4, src/consumer/consumerGroup.js). */
interface ConsumerGroup {
  /** Where it reads on, made anew whenever it joins. */
  offsetManager: object | null;
  joinAndSync(): Promise<void>;
  fetch(nodeId: string): Promise<readonly unknown[]>;
}

/** https://kafka.apache.org/protocol.html#protocol_error_codes */
const REBALANCE_IN_PROGRESS = 27;

let repaired = false;

/**
 * Repairs kafkajs 2.2.4 at runtime: a consumer that its group has forgotten, as after a broker's pause, joins it anew; when that fails, as
 * when the next broker ends meanwhile, kafkajs goes on reading what was its before. As nobody's member it sends no heartbeat, so it never
 * hears that it is none, and all its commits are refused, for as long as it lives.
 * Here who has failed to join reads nothing before it has.
 *
 * And when one broker's answer makes it join anew, as one that no longer leads a partition, it goes on waiting for the others'. What they
 * bring was asked for before: kafkajs takes it, and reads on behind it, past all that it had read but not committed until then.
 * Here such an answer is dropped, and asked for again from where the group stands.
 */
export function repairMembership(): void {
  if (repaired) return;
  repaired = true;
  const require = createRequire(import.meta.url);
  const { prototype: group } = require('kafkajs/src/consumer/consumerGroup.js') as { prototype: ConsumerGroup };
  const { createErrorFromCode } = require('kafkajs/src/protocol/error.js') as { createErrorFromCode(code: number): Error };
  const { joinAndSync, fetch } = group;
  const outside = new WeakSet<ConsumerGroup>();
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
    return this.offsetManager === offsetManager ? batches : [];
  };
}
