import { setTimeout as pause } from 'node:timers/promises';

interface Partition {
  partitionId: number;
  leader: number;
  replicas: number[];
}

/** As much of kafkajs' admin as is needed here. */
interface Admin {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  describeCluster(): Promise<{ brokers: { nodeId: number }[] }>;
  describeGroups(groups: string[]): Promise<{ groups: { state: string; members: unknown[] }[] }>;
  fetchTopicMetadata(wanted: { topics: string[] }): Promise<{ topics: { partitions: Partition[] }[] }>;
  alterPartitionReassignments(wanted: { topics: { topic: string; partitionAssignment: { partition: number; replicas: number[] }[] }[]; timeout: number }): Promise<unknown>;
}

/** Longest that Kafka may take for one thing on a busy machine, milliseconds. */
const REQUEST = 20_000;
const PATIENCE = 120_000;

/** Moves the leader of one partition after another, from broker to broker, until told to stop; of a topic with two copies. */
export class MovingLeaders {
  /** How often another broker has come to lead. */
  moves = 0;
  private stopping = false;
  private readonly done: Promise<void>;

  /** @param every milliseconds between two moves */
  constructor(
    private readonly admin: Admin,
    private readonly topic: string,
    private readonly every: number,
  ) {
    this.done = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.done;
  }

  private async run(): Promise<void> {
    for (let n = 0; !this.stopping; n++, await pause(this.every)) {
      // A broker that is busy or has not heard of the topic yet says no: then another partition is moved.
      await this.move(n).catch(() => undefined);
    }
    await this.admin.disconnect().catch(() => undefined);
  }

  private async move(n: number): Promise<void> {
    await this.admin.connect();
    const look = async () => {
      const { partitions } = (await this.admin.fetchTopicMetadata({ topics: [this.topic] })).topics[0]!;
      return partitions.find(({ partitionId }) => partitionId === n % partitions.length)!;
    };
    const { partitionId, leader, replicas } = await look();
    const others = (await this.admin.describeCluster()).brokers.map(({ nodeId }) => nodeId).filter((id) => id !== leader);
    // The copy of the one that leads goes to another broker, so that somebody else has to lead.
    const copies = [...others.filter((id) => replicas.includes(id)), ...others.filter((id) => !replicas.includes(id))].slice(0, 2);
    await this.admin.alterPartitionReassignments({ topics: [{ topic: this.topic, partitionAssignment: [{ partition: partitionId, replicas: copies }] }], timeout: REQUEST });
    for (const end = Date.now() + REQUEST; !this.stopping && Date.now() < end; await pause(50)) {
      const { leader: now } = await look();
      if (now < 0 || now === leader) continue;
      this.moves += 1;
      return;
    }
  }
}

/** Resolves when a group has so many members, and each has its share. @throws Error when it does not come to that */
export async function settled(admin: Admin, group: string, members: number): Promise<void> {
  await admin.connect();
  try {
    for (const end = Date.now() + PATIENCE; ; await pause(50)) {
      // A group that is new may have nobody to look after it at first.
      const [described] = (await admin.describeGroups([group]).catch(() => ({ groups: [] }))).groups;
      if (described?.state === 'Stable' && described.members.length === members) return;
      if (Date.now() > end) throw new Error(`waited ${PATIENCE / 1_000} s in vain for ${members} members of ${group}: ${described?.state}, ${described?.members.length}`);
    }
  } finally {
    await admin.disconnect();
  }
}
