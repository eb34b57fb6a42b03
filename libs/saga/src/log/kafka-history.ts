import type { AssignerProtocol as Protocol, PartitionAssigner } from 'kafkajs';
import { newId } from '../id.js';
import type { LogRecord } from './event-log.js';
import { rootCause, type KafkaClient } from './kafka-client.js';
import { toRecord } from './kafka-gathering.js';
import { placeOf, Watermarks } from './kafka-watermarks.js';

/** Longest that nothing may come while something is missing, milliseconds. */
const PATIENCE = 30_000;

/** Reads one partition of each topic from its beginning to where it ends now, by a group that lives for this once and commits nothing. */
export async function readHistory(client: KafkaClient, topics: readonly string[], partition: number, key: string): Promise<LogRecord[]> {
  const watermarks = new Watermarks();
  const begins = await watermarks.measure(client, topics);
  const left = new Map<string, bigint>();
  for (const topic of topics) {
    const place = placeOf(topic, partition);
    const end = watermarks.end(place) ?? 0n;
    if (end > (begins.get(place) ?? 0n)) left.set(place, end);
  }
  if (left.size === 0) return [];
  const wanted = topics.filter((topic) => left.has(placeOf(topic, partition)));
  const found = await read(client, wanted, partition, key, left);
  return wanted.flatMap((topic) => found.filter((record) => record.topic === topic));
}

async function read(client: KafkaClient, topics: readonly string[], partition: number, key: string, left: Map<string, bigint>): Promise<LogRecord[]> {
  const found: LogRecord[] = [];
  const { default: kafkajs } = await import('kafkajs');
  const consumer = client.kafka.consumer({
    groupId: `demae-history-${newId()}`,
    partitionAssigners: [onlyPartition(partition, kafkajs.AssignerProtocol)],
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    retry: { retries: 5, restartOnFailure: () => Promise.resolve(false) },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const lookAgain = () => {
        clearTimeout(timer);
        timer = setTimeout(() => reject(new Error(`Kafka gave no more of ${[...left.keys()].join(', ')} for ${PATIENCE / 1_000} s.`)), PATIENCE);
      };
      lookAgain();
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(rootCause(payload.error)));
      const eachBatch = ({ batch, resolveOffset }: Parameters<NonNullable<Parameters<typeof consumer.run>[0]>['eachBatch'] & object>[0]) => {
        lookAgain();
        const place = placeOf(batch.topic, batch.partition);
        for (const message of batch.messages) {
          if (left.has(place) && BigInt(message.offset) < left.get(place)! && message.key?.toString() === key) found.push(toRecord(batch, message));
        }
        resolveOffset(batch.lastOffset());
        if (BigInt(batch.lastOffset()) + 1n >= (left.get(place) ?? 0n)) left.delete(place);
        if (left.size === 0) resolve();
        return Promise.resolve();
      };
      consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch }).catch(reject);
    });
  } finally {
    clearTimeout(timer);
    await consumer.disconnect().catch(() => undefined);
  }
  return found;
}

/** Gives the group's only member that one partition of each topic, so that the others are not even fetched. */
function onlyPartition(partition: number, { MemberAssignment, MemberMetadata }: typeof Protocol): PartitionAssigner {
  const userData = Buffer.alloc(0);
  return () => ({
    name: 'one partition',
    version: 1,
    protocol: ({ topics }) => ({ name: 'one partition', metadata: MemberMetadata.encode({ version: 1, topics, userData }) }),
    assign: ({ members, topics }) => {
      const assignment = Object.fromEntries(topics.map((topic) => [topic, [partition]]));
      return Promise.resolve(members.map(({ memberId }, i) => ({ memberId, memberAssignment: MemberAssignment.encode({ version: 1, assignment: i === 0 ? assignment : {}, userData }) })));
    },
  });
}
