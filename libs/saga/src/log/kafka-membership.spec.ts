import { createRequire } from 'node:module';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { repairKafkaJs } from './kafka-repairs.js';

interface Batch {
  firstOffset(): string;
}

interface ConsumerGroup {
  offsetManager: object;
  fetch(nodeId: string): Promise<readonly Batch[]>;
}

interface Runner {
  handleBatch(batch: Batch): Promise<void>;
}

const require = createRequire(import.meta.url);
const { prototype } = require('kafkajs/src/consumer/consumerGroup.js') as { prototype: ConsumerGroup };
const { prototype: runner } = require('kafkajs/src/consumer/runner.js') as { prototype: Runner };

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

/** The first offsets of what is handed on of an answer to this member. */
async function handedOn(group: ConsumerGroup, { before = () => undefined }: { before?: () => void } = {}): Promise<string[]> {
  const handed: string[] = [];
  const reader = Object.assign(Object.create(runner) as Runner, {
    consumerGroup: group,
    running: true,
    instrumentationEmitter: { emit: () => undefined },
    heartbeat: () => Promise.resolve(),
    eachBatch: ({ batch }: { batch: Batch }) => Promise.resolve(handed.push(batch.firstOffset())),
  });
  const batches = await group.fetch('1');
  expect(batches).toHaveLength(1);
  before();
  for (const batch of batches) await reader.handleBatch(batch);
  return handed;
}

describe('what a member reads', () => {
  beforeEach(() => repairKafkaJs());

  it('is handed on', async () => {
    expect(await handedOn(reading(() => undefined))).toEqual(['100']);
  });

  it('but not when it has joined anew since it asked: it would read on behind it, past what it has not committed', async () => {
    expect(await handedOn(reading((group) => (group.offsetManager = standing())))).toEqual([]);
  });

  it('and not when it has joined anew while the answer waited for its turn', async () => {
    const group = reading(() => undefined);
    expect(await handedOn(group, { before: () => void (group.offsetManager = standing()) })).toEqual([]);
  });
});
