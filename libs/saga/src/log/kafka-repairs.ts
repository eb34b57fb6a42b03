import { repairConnection } from './kafka-connection.js';
import { repairMembership } from './kafka-membership.js';
import { repairMetadata } from './kafka-metadata.js';
import { repairRequestQueue } from './kafka-request-queue.js';

let repaired = false;

/**
 * Repairs kafkajs 2.2.4 at runtime, once for the process. Opening a `KafkaLog` does it; whoever uses kafkajs beside it calls it first.
 *
 * @param except what to leave as it is, for negative controls only
 */
export function repairKafkaJs(except?: 'timers'): void {
  if (repaired) return;
  repaired = true;
  if (except !== 'timers') repairRequestQueue();
  repairConnection();
  repairMetadata();
  repairMembership();
}
