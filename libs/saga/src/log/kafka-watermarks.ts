import type { KafkaClient } from './kafka-client.js';

/** How far each partition goes, as far as this process knows: from what it has published, read or asked for. */
export class Watermarks {
  private readonly ends = new Map<string, bigint>();

  end(place: string): bigint | undefined {
    return this.ends.get(place);
  }

  /** @param end the offset that the next record will get */
  raise(place: string, end: bigint): void {
    const known = this.ends.get(place);
    if (known === undefined || known < end) this.ends.set(place, end);
  }

  /** Asks Kafka how far the topics go. @returns where each partition begins */
  async measure(client: KafkaClient, topics: readonly string[]): Promise<Map<string, bigint>> {
    const begins = new Map<string, bigint>();
    await client.withAdmin((admin) => Promise.all(topics.map(async (topic) => {
      for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
        this.raise(placeOf(topic, partition), BigInt(high));
        begins.set(placeOf(topic, partition), BigInt(low));
      }
    })));
    return begins;
  }
}

export function placeOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
