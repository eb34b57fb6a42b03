import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Admin } from 'kafkajs';
import kafkajs from 'kafkajs';
import type { KafkaClient } from './kafka-client.js';
import { KafkaTopics } from './kafka-topics.js';

const unheardOf = () => new kafkajs.KafkaJSProtocolError({ type: 'UNKNOWN_TOPIC_OR_PARTITION', code: 3, message: 'This server does not host this topic-partition' } as never);

const leaderless = () => new kafkajs.KafkaJSProtocolError({ type: 'LEADER_NOT_AVAILABLE', code: 5, message: 'There is no leader for this topic-partition' } as never);
const topicsOf = (admin: Admin) => new KafkaTopics({ options: {}, withAdmin: (work: (admin: Admin) => Promise<unknown>) => work(admin) } as unknown as KafkaClient);

afterEach(() => void jest.useRealTimers());

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
    const topics = topicsOf(admin);
    await topics.ensure(['a', 'b']);
    expect(() => topics.require('a')).not.toThrow();
  });

  it('that nobody leads are waited for, and then named', async () => {
    jest.useFakeTimers();
    const admin = { listTopics: () => Promise.resolve(['a', 'b']), fetchTopicMetadata: () => Promise.reject(leaderless()) } as unknown as Admin;
    const ensured = topicsOf(admin).ensure(['a', 'b']).catch((error: Error) => error);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(await ensured).toMatchObject({ name: 'KafkaRefusal', option: 'brokers', message: expect.stringMatching(/^A partition of a, b has nobody who leads it: .*Start them/) });
  });
});
