import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import pg from 'pg';
import { databaseUrl } from '../../testing/src/databases.js';
import { Held, Placed, testbed, type Testbed } from '../../testing/src/testbed.js';
import { until } from '../../testing/src/until.js';
import { Listener, type EventLog, type Tx } from '@demae/saga';

@Injectable()
class Listen {
  heard: string[] = [];

  @Listener({ on: Placed })
  hear({ id }: { id: string }, _tx: Tx) {
    this.heard.push(id);
  }

  @Listener({ on: Held })
  alsoHear() {
    // Only so that nobody says it in vain.
  }
}

describe('the health of a part in the sagas', () => {
  let bed: Testbed;
  afterEach(async () => {
    jest.restoreAllMocks();
    await bed.close();
  });

  it('is progress: a reader that cannot go on is stuck, by name, until it can', async () => {
    bed = await testbed([Listen]);
    expect(bed.engine.health()).toMatchObject({ ready: true, live: true, details: { stuck: [] } });
    const [{ name }] = await bed.dataSource.query<[{ name: string }]>('select current_database() as name');
    const blocker = new pg.Client({ connectionString: databaseUrl(name) });
    await blocker.connect();
    await blocker.query('begin');
    await blocker.query('lock table inbox in access exclusive mode');
    await bed.log.publish([{ topic: Placed.topic, key: 'a', value: Buffer.from('{"id":"a","item":"cup","n":1}'), headers: { ce_id: '01a1fed7-8ac8-730d-af22-ee3789044dc1', ce_type: Placed.eventName } }]);
    expect(bed.engine.health()).toMatchObject({ ready: true, live: true, details: { stuck: [] } });
    // A minute later.
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 61_000);
    expect(bed.engine.health()).toMatchObject({ ready: false, live: false, details: { stuck: ['shelf.Listen'] } });
    await blocker.query('rollback');
    await blocker.end();
    await until('it to go on', () => bed.engine.health().live && bed.engine.health().ready);
    await bed.quiet();
    expect(bed.get(Listen).heard).toEqual(['a']);
  });

  it('asks nothing of anybody while the log is away, and for as long again when it is back', async () => {
    const now = Date.now();
    const done = () => Promise.resolve();
    const subscribe = () => Promise.resolve({ close: done, progress: () => ({ lag: 1, lastProgressAt: now }) });
    const log = { reachable: { now: false as boolean, since: now }, ensureTopics: done, publish: done, subscribe, history: () => Promise.resolve([]), close: done } satisfies EventLog;
    bed = await testbed([Listen], { log });
    const clock = jest.spyOn(Date, 'now');
    const after = (seconds: number) => {
      clock.mockReturnValue(now + seconds * 1_000);
      return bed.engine.health();
    };
    const moving = { ready: true, live: true, details: { stuck: [] } };
    expect(after(300)).toMatchObject(moving);
    log.reachable = { now: true, since: now + 300_000 };
    expect(after(359)).toMatchObject(moving);
    expect(after(361)).toMatchObject({ ready: false, live: false, details: { stuck: ['shelf.Listen'] } });
  });
});
