import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Placed, testbed, type Testbed } from '../../testing/src/testbed.js';
import { until } from '../../testing/src/until.js';
import { newId } from './id.js';
import type { OutgoingRecord } from './log/event-log.js';
import type { SagaOptions } from './options.js';
import { Relay } from './relay.js';
import { Signals } from './signals.js';
import type { Driver } from './transactions.js';
import { waitingFor } from './story.js';

describe('two relays on one database, as two replicas of a service have them', () => {
  let bed: Testbed;
  const sent: OutgoingRecord[] = [];
  const relays: Relay[] = [];
  beforeEach(async () => {
    bed = await testbed([], {}, false);
    sent.length = 0;
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(relays.splice(0).map((one) => one.stop()));
    await bed.close();
  });

  function relay(): Relay {
    const log = { publish: (records: readonly OutgoingRecord[]) => Promise.resolve(void sent.push(...records)) };
    const silent = () => undefined;
    const options = { service: 'shelf', dataSource: bed.dataSource, clock: bed.clock, log, logger: { debug: silent, warn: silent, error: silent } };
    const made = new Relay(options as unknown as SagaOptions, new Signals());
    relays.push(made);
    return made;
  }

  const write = (key: string) => bed.dataSource.query(
    `insert into outbox (id, topic, aggregatetype, aggregateid, type, payload, at) values ($1, $2, 'sale', $3, $4, '{}', now())`,
    [newId(), Placed.topic, key, Placed.name],
  );

  it('only one carries, at once also what the other one was told of, and the other one takes over', async () => {
    // The one that carries never looks by itself, however long it takes.
    const timer = setTimeout;
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, time = 0) => timer(work, time === 1_000 ? 3_600_000 : time)) as typeof setTimeout);
    const [first, second] = [relay(), relay()];
    first.start();
    await until('the first one to lead', () => first.isLeading);
    second.start();
    await until('the second one to stand by', () => second.idle);
    for (let n = 0; n < 10; n++) {
      await write(`early ${n}`);
      second.poke();
      await until('the first one to send', () => sent.length === n + 1);
      expect([first.isLeading, second.isLeading]).toEqual([true, false]);
    }
    await first.stop();
    await write('late');
    await until('the second one to take over', () => second.isLeading && sent.length === 11);
    expect(sent.map(({ key }) => key)).toEqual([...Array.from({ length: 10 }, (_, n) => `early ${n}`), 'late']);
    await second.stop();
  });

  it('nobody stands still who does not have to carry, for another one or for want of a database', async () => {
    const [first, second] = [relay(), relay()];
    first.start();
    await until('the first one to lead', () => first.isLeading);
    second.start();
    const now = Date.now;
    const anHourLater = () => jest.spyOn(Date, 'now').mockImplementation(() => now() + 3_600_000);
    const getsOn = (one: Relay) => until('it to have got on', () => one.lastProgressAt > now() + 3_000_000, { patience: 20_000 });
    const later = anHourLater();
    await getsOn(second);
    later.mockRestore();
    const driver = bed.dataSource.driver as unknown as Driver;
    jest.spyOn(driver, 'obtainMasterConnection').mockRejectedValue(new Error('the database system is starting up'));
    const third = relay();
    third.start();
    anHourLater();
    await getsOn(third);
  });

  it('is not at rest as long as something is unsent, also when another session still holds the lock', async () => {
    const blocker = bed.dataSource.createQueryRunner();
    await blocker.query("select pg_advisory_lock(hashtext('demae.saga.relay'))");
    const only = relay();
    await write('waiting');
    only.start();
    expect(await waitingFor(bed.dataSource, () => false, 'waiting', [])).toMatchObject([{ kind: 'unsent', handler: Placed.name, givenUp: false }]);
    const asked = jest.spyOn(pg.Client.prototype, 'query');
    const told = () => asked.mock.calls.filter(([statement]) => (statement as unknown) === 'notify saga_relay').length;
    await until('it to tell the other one again and again', () => {
      expect(only.idle).toBe(false);
      return told() >= 5;
    });
    await blocker.query("select pg_advisory_unlock(hashtext('demae.saga.relay'))");
    await blocker.release();
    await until('it to be sent', () => sent.length === 1 && only.idle);
    await only.stop();
  });
});
