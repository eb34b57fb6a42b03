import { partitionAt, topicOf } from './log/event-log.js';
import type { Extent } from './log/kafka-places.js';
import type { Position } from './positions.js';
import type { RejoinOptions } from './rejoin.js';

/** A group that is put elsewhere in one partition. */
export interface Move {
  group: string;
  /** "order.events/2" */
  place: string;
  /** Where it stood; null when nowhere. */
  from: string | null;
  to: string;
}

interface Stand {
  group: string;
  place: string;
  extent: Extent;
  position: Position | undefined;
  /** Where the log has it. */
  committed: bigint | undefined;
  to: bigint;
  /** The log is not the one that the database has heard, or no longer all of it. */
  foreign: boolean;
}

/** Where the classes of a service are to stand in the log, by what its database knows. */
export class Standing {
  private constructor(
    private readonly options: RejoinOptions,
    private readonly stands: readonly Stand[],
  ) {}

  static async of(options: RejoinOptions, positions: readonly Position[]): Promise<Standing> {
    const { log, consumers, since, margin } = options;
    const topics = [...new Set(consumers.flatMap((consumer) => consumer.topics))];
    const extents = await log.places.extents(topics);
    const known = await sameEvents(options, positions, extents);
    const bySince = since && (await log.places.offsetsAt(topics, since));
    const stands: Stand[] = [];
    for (const { group, topics: heard } of consumers) {
      const committed = await log.places.standing(group, heard);
      for (const [place, extent] of extents) {
        if (!heard.includes(topicOf(place))) continue;
        const position = positions.find((one) => one.consumer === group && one.place === place);
        const foreign = position !== undefined && (position.next > extent.end || !known(position));
        const stand: Stand = { group, place, extent, position, committed: committed.get(place), to: extent.begin, foreign };
        if (bySince) stand.to = bySince.get(place) ?? extent.begin;
        // What was said after the log had lost its end bears a later time than what was heard of it before.
        else if (foreign) stand.to = (await log.places.offsetsAt([topicOf(place)], new Date(position.at.getTime() - margin))).get(place) ?? extent.begin;
        else if (position) stand.to = min(position.next, stand.committed);
        stands.push({ ...stand, to: max(stand.to, extent.begin) });
      }
    }
    return new Standing(options, stands);
  }

  get moves(): Move[] {
    return this.stands.filter(({ committed, to }) => committed !== to && !(committed === undefined && to === 0n)).map(({ group, place, committed, to }) => ({ group, place, from: committed === undefined ? null : String(committed), to: String(to) }));
  }

  /** What nobody will hear any more, in sentences. */
  lost(): string[] {
    return this.stands.flatMap(({ group, place, extent: { begin }, position, foreign }) => {
      if (!position || foreign) return [];
      return position.next < begin ? [`${group}: ${begin - position.next} events of ${place}, which begins at ${begin} now`] : [];
    });
  }

  /** Puts it into the database, then into the log. */
  async take(): Promise<void> {
    const { dataSource, log, consumers } = this.options;
    for (const { group, place, to, foreign, position, committed, extent } of this.stands) {
      const [topic, partition] = [topicOf(place), partitionAt(place)];
      const until = foreign ? null : max(committed === undefined ? 0n : min(committed, extent.end), position?.heardUntil ?? 0n);
      await dataSource.query(
        `insert into position (consumer, topic, partition, next, event_id, at, heard_until) values ($1, $2, $3, $4, $5, $6, $7)
          on conflict (consumer, topic, partition) do update set next = excluded.next, event_id = excluded.event_id, heard_until = excluded.heard_until`,
        [group, topic, partition, String(to), position?.next === to ? position.eventId : null, position?.at ?? new Date(0), until === null || until <= to ? null : String(until)],
      );
    }
    await Promise.all(consumers.map(async ({ group }) => {
      const to = new Map(this.stands.filter((stand) => stand.group === group).map((stand) => [stand.place, stand.to]));
      if (to.size > 0) await log.places.move(group, to);
    }));
  }
}

/** Which of the positions stand behind the event that they say, in the log as it is. */
async function sameEvents({ log }: RejoinOptions, positions: readonly Position[], extents: ReadonlyMap<string, Extent>): Promise<(position: Position) => boolean> {
  const before = new Map<string, string>();
  const ranges = new Map<string, Extent>();
  for (const { place, next, eventId } of positions) {
    const extent = extents.get(place);
    // What is forgotten, or was never there, cannot be compared.
    if (eventId === null || !extent || next > extent.end || next - 1n < extent.begin) continue;
    const range = ranges.get(place);
    ranges.set(place, { begin: range ? min(range.begin, next - 1n) : next - 1n, end: range ? max(range.end, next) : next });
  }
  await log.places.read(ranges, (records) => {
    for (const { topic, partition, offset, headers } of records) before.set(`${topic}/${partition} ${offset}`, headers['ce_id'] ?? '');
    return Promise.resolve();
  });
  return ({ place, next, eventId }) => {
    const found = before.get(`${place} ${next - 1n}`);
    return found === undefined || eventId === null || found === eventId;
  };
}

const min = (a: bigint, b: bigint | undefined) => (b !== undefined && b < a ? b : a);
const max = (a: bigint, b: bigint) => (a > b ? a : b);
