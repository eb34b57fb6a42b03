import { setTimeout as pause } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import type { Admin, AssignerProtocol as Protocol, GroupDescription } from 'kafkajs';
import { repairKafkaJs } from '@demae/saga';

const { MemberMetadata } = kafkajs.AssignerProtocol as typeof Protocol;

/** Longest that groups may take to share out their partitions, and a broker to do what it is asked for, milliseconds. */
const PATIENCE = 120_000;
const REQUEST = 25_000;

/** What Kafka itself knows about topics and groups, for who looks at a platform from outside, and its controls. */
export class KafkaAdmin {
  private constructor(private readonly admin: Admin) {}

  /** @param ca the authorities of brokers that speak TLS, as PEM */
  static async open(brokers: string, ca?: string): Promise<KafkaAdmin> {
    repairKafkaJs();
    const retry = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 10 };
    const admin = new kafkajs.Kafka({ clientId: 'demae-admin', brokers: brokers.split(','), connectionTimeout: 10_000, logLevel: kafkajs.logLevel.NOTHING, retry, ...(ca ? { ssl: { ca } } : {}) }).admin({ retry });
    await admin.connect();
    return new KafkaAdmin(admin);
  }

  /** Where each partition of the topics ends: the offset that the next record will get, by `topic/partition`. */
  async ends(topics: readonly string[]): Promise<Map<string, bigint>> {
    const ends = new Map<string, bigint>();
    await Promise.all(topics.map(async (topic) => {
      for (const { partition, high } of await patiently(() => this.admin.fetchTopicOffsets(topic))) ends.set(`${topic}/${partition}`, BigInt(high));
    }));
    return ends;
  }

  /** The topics that each group's members read. Groups without members are left out. */
  async groups(): Promise<Map<string, string[]>> {
    const topics = new Map<string, string[]>();
    for (const { groupId, members } of await this.settled()) {
      const read = members.flatMap(({ memberMetadata }) => MemberMetadata.decode(memberMetadata)?.topics ?? []);
      if (read.length > 0) topics.set(groupId, [...new Set(read)]);
    }
    return topics;
  }

  /** While a group shares its partitions out anew, Kafka does not say what its members read. */
  private async settled(): Promise<GroupDescription[]> {
    for (const end = Date.now() + PATIENCE; ; await pause(100)) {
      const { groups } = await patiently(() => this.admin.listGroups());
      const described = await patiently(() => this.admin.describeGroups(groups.map(({ groupId }) => groupId)));
      const moving = described.groups.filter(({ state }) => state.endsWith('Rebalance'));
      if (moving.length === 0) return described.groups;
      if (Date.now() > end) throw new Error(`waited ${PATIENCE / 1_000} s in vain for groups to settle: ${moving.map(({ groupId }) => groupId).join(', ')}`);
    }
  }

  /** Which of the groups have not done everything up to these ends, with how many records are left to them. */
  async behind(groups: ReadonlyMap<string, readonly string[]>, ends: ReadonlyMap<string, bigint>): Promise<Map<string, bigint>> {
    const behind = new Map<string, bigint>();
    await Promise.all([...groups].map(async ([groupId, topics]) => {
      let left = 0n;
      for (const { topic, partitions } of await this.admin.fetchOffsets({ groupId, topics: [...topics] })) {
        for (const { partition, offset } of partitions) {
          const done = BigInt(offset) < 0n ? 0n : BigInt(offset);
          const end = ends.get(`${topic}/${partition}`) ?? 0n;
          if (end > done) left += end - done;
        }
      }
      if (left > 0n) behind.set(groupId, left);
    }));
    return behind;
  }

  /** The topics are empty from now on, as if Kafka had been made anew. */
  async makeAnew(topics: readonly string[], partitions = 4): Promise<void> {
    await this.admin.deleteTopics({ topics: [...topics], timeout: REQUEST });
    while ((await this.admin.listTopics()).some((topic) => topics.includes(topic))) await pause(100);
    await this.admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions: partitions })), waitForLeaders: false, timeout: REQUEST });
    // Known of all of them as soon as all have a leader.
    await this.ends(topics);
  }

  /**
   * Has another broker lead the partition: the one that leads gives its copy away, and gets it back when another one leads.
   * @throws Error when not all copies are complete just now: then the others may not be enough.
   */
  async moveLeader(topic: string, partition: number): Promise<void> {
    const look = async () => (await patiently(() => this.admin.fetchTopicMetadata({ topics: [topic] }))).topics[0]!.partitions.find(({ partitionId }) => partitionId === partition)!;
    const assign = (copies: number[]) => patiently(() => this.admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment: [{ partition, replicas: copies }] }] }));
    const { leader, replicas, isr } = await look();
    const others = replicas.filter((id) => id !== leader);
    if (others.length === 0) throw new Error(`Partition ${partition} of ${topic} has a single copy: nobody else can lead it.`);
    if (isr.length < replicas.length) throw new Error(`Partition ${partition} of ${topic} has copies that are not complete.`);
    const comesToHold = async (held: boolean) => {
      for (const end = Date.now() + PATIENCE; (await look()).replicas.includes(leader) !== held; await pause(50)) {
        if (Date.now() > end) throw new Error(`waited ${PATIENCE / 1_000} s in vain for broker ${leader} to ${held ? 'get back' : 'give up'} its copy of partition ${partition} of ${topic}`);
      }
    };
    await assign(others);
    // Kafka takes a wish for what it is just about to change as one that changes nothing: so first the one, then the other. Left with a
    // copy less, the partition would lose another one with the next move, and then all with the end of one broker.
    await comesToHold(false);
    await assign([...others, leader]);
    await comesToHold(true);
  }

  async close(): Promise<void> {
    await this.admin.disconnect();
  }
}

/** kafkajs stumbles over a partition that has no leader at the moment. */
async function patiently<R>(ask: () => Promise<R>): Promise<R> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 30) throw error;
      await pause(500);
    }
  }
}
