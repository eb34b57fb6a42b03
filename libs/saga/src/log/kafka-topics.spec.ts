import { describe, expect, it } from '@jest/globals';
import type { Admin } from 'kafkajs';
import kafkajs from 'kafkajs';
import type { KafkaClient } from './kafka-client.js';
import { KafkaTopics } from './kafka-topics.js';

const unheardOf = () => new kafkajs.KafkaJSProtocolError({ type: 'UNKNOWN_TOPIC_OR_PARTITION', code: 3, message: 'This server does not host this topic-partition' } as never);

/** A cluster whose brokers hear of a new topic only after they were asked for it a few times, as they do right after their start. */
function slowToHear(times: number): Admin {
  const made: string[] = [];
  let asked = 0;
  const ask = () => {
    if (asked++ < times) throw unheardOf();
  };
  return {
    listTopics: () => Promise.resolve([]),
    describeCluster: () => Promise.resolve({ brokers: [1, 2, 3] }),
    createTopics: ({ topics, waitForLeaders = true }: Parameters<Admin['createTopics']>[0]) => {
      made.push(...topics.map(({ topic }) => topic));
      // As kafkajs 2.2.4 does: it asks for the leaders at once and gives up on this answer.
      return waitForLeaders ? Promise.reject(unheardOf()) : Promise.resolve(true);
    },
    fetchTopicMetadata: async () => {
      ask();
      return Promise.resolve({ topics: made.map((name) => ({ name, partitions: Array(4).fill({}) })) });
    },
    fetchTopicOffsets: () => Promise.resolve([]),
  } as unknown as Admin;
}

describe('topics on Kafka', () => {
  it('are made also while some brokers have not heard of them yet', async () => {
    const admin = slowToHear(3);
    const topics = new KafkaTopics({ options: {}, withAdmin: (work: (admin: Admin) => Promise<unknown>) => work(admin) } as unknown as KafkaClient);
    await topics.ensure(['a', 'b']);
    expect(() => topics.require('a')).not.toThrow();
  });
});
