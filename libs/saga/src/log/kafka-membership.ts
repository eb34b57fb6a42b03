import { createRequire } from 'node:module';

/** What the repair below touches of kafkajs' own ConsumerGroup (kafkajs 2.2.4, src/consumer/consumerGroup.js). */
interface ConsumerGroup {
  joinAndSync(): Promise<void>;
  fetch(nodeId: string): Promise<unknown>;
}

/** https://kafka.apache.org/protocol.html#protocol_error_codes */
const REBALANCE_IN_PROGRESS = 27;

let repaired = false;

/**
 * Repairs kafkajs 2.2.4 at runtime: a consumer that its group has forgotten, as after a broker's pause, joins it anew; when that fails, as
 * when the next broker ends meanwhile, kafkajs goes on reading what was its before. As nobody's member it sends no heartbeat, so it never
 * hears that it is none, and all its commits are refused, for as long as it lives.
 * Here who has failed to join reads nothing before it has.
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
    return fetch.call(this, nodeId);
  };
}
