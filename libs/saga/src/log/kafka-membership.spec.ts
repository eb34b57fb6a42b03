import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { repairMembership } from './kafka-membership.js';

interface ConsumerGroup {
  offsetManager: object;
  fetch(nodeId: string): Promise<readonly { firstOffset(): string }[]>;
}

const { prototype } = createRequire(import.meta.url)('kafkajs/src/consumer/consumerGroup.js') as { prototype: ConsumerGroup };

/** Where a member stands that has committed nothing beyond the offset 95, and has read up to the offset 100. */
const standing = () => ({ committedOffsets: () => ({ sales: { 0: '95' } }), nextOffset: () => '100' });

/** A member of a group that reads one partition, from a broker that answers as told. */
function reading(whileWaiting: (group: ConsumerGroup) => void): ConsumerGroup {
  const assigned = [{ topic: 'sales', partitions: [0] }];
  const group = Object.create(prototype) as ConsumerGroup;
  const answer = () => {
    whileWaiting(group);
    return Promise.resolve({ responses: [{ topicName: 'sales', partitions: [{ partition: 0, highWatermark: '101', messages: [{ offset: '100' }] }] }] });
  };
  return Object.assign(group, {
    cluster: { refreshMetadataIfNecessary: () => Promise.resolve(), findBroker: () => Promise.resolve({ fetch: answer }) },
    subscriptionState: { assigned: () => assigned, isPaused: () => false },
    seekOffset: { has: () => false },
    preferredReadReplicasPerTopicPartition: {},
    checkForStaleAssignment: () => undefined,
    filterPartitionsByNode: () => assigned,
    seekOffsets: () => Promise.resolve(),
    getActiveTopicPartitions: () => ({ sales: new Set([0]) }),
    offsetManager: standing(),
  });
}

describe('what a member reads', () => {
  beforeEach(() => repairMembership());

  it('is taken', async () => {
    expect(await reading(() => undefined).fetch('1')).toHaveLength(1);
  });

  it('but not when it has joined anew since it asked: it would read on behind it, past what it has not committed', async () => {
    expect(await reading((group) => (group.offsetManager = standing())).fetch('1')).toEqual([]);
  });
});
