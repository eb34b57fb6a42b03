/** A guard that is switched off for a run, and what makes its absence felt. */
export interface Control {
  /** As DEMAE_SABOTAGE names it. */
  sabotage: string;
  orders: number;
  faults: number;
  /** Kinds of faults; the other ones would only take time. */
  only: readonly string[];
  /** Brokers of Kafka. */
  brokers: number;
}

export const CONTROLS: readonly Control[] = [
  { sabotage: 'no inbox', orders: 100, faults: 6, only: ['events come again', 'a crash after the commit', 'a service is killed'], brokers: 1 },
  { sabotage: 'acknowledge first', orders: 200, faults: 12, only: ['a crash in a batch', 'a service is killed'], brokers: 1 },
  { sabotage: 'no idempotency key', orders: 100, faults: 6, only: ['the bank loses its answers', 'a crash before the record'], brokers: 1 },
  { sabotage: 'no metadata check', orders: 600, faults: 20, only: ['partitions change their leaders'], brokers: 3 },
];
