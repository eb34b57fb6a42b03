import { createRequire } from 'node:module';

interface Metadata {
  topicMetadata: { partitionMetadata: { partitionErrorCode: number }[] }[];
}

interface Exchange {
  request: unknown;
  response: { parse(data: Metadata): Promise<Metadata> };
}

/** What the repair below touches of kafkajs' own request for metadata (kafkajs 2.2.4, src/protocol/requests/metadata/index.js). */
interface MetadataRequest {
  protocol(of: { version: number }): (asked: { topics: readonly string[] }) => Exchange;
}

/** https://kafka.apache.org/protocol.html#protocol_error_codes */
const LEADER_NOT_AVAILABLE = 5;

/**
 * Repairs kafkajs 2.2.4 at runtime: asked which brokers or topics there are, it asks for all topics of the cluster, and takes it for a failure
 * of the whole when any partition of any of them, whosever it is, has no leader. One broker's end could so keep everybody from starting.
 * Here such an answer is one. Who asks for topics of their own is still told when a partition of those has no leader.
 */
export function repairMetadata(): void {
  const metadata = createRequire(import.meta.url)('kafkajs/src/protocol/requests/metadata/index.js') as MetadataRequest;
  const { protocol } = metadata;
  metadata.protocol = (of) => {
    const exchangeOf = protocol(of);
    return (asked) => {
      const exchange = exchangeOf(asked);
      if (asked.topics.length > 0) return exchange;
      const { response } = exchange;
      return { ...exchange, response: { ...response, parse: (data) => response.parse(leaderOrNot(data)) } };
    };
  };
}

function leaderOrNot(data: Metadata): Metadata {
  const topicMetadata = data.topicMetadata.map((topic) => ({
    ...topic,
    partitionMetadata: topic.partitionMetadata.map((partition) => (partition.partitionErrorCode === LEADER_NOT_AVAILABLE ? { ...partition, partitionErrorCode: 0 } : partition)),
  }));
  return { ...data, topicMetadata };
}
