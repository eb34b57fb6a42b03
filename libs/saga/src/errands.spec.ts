import { afterEach, expect, it, jest } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Errand, Listener, newId, type Task, type Tx } from '@demae/saga';
import { Held, Placed, testbed, type Testbed } from '../../testing/src/testbed.js';

let out = 0;
let most = 0;
let done = 0;

@Injectable()
class Ask {
  @Listener({ on: Placed })
  ask({ id }: { id: string }, tx: Tx) {
    tx.send(Ask, 'call', id, {});
  }

  @Errand({ emits: [Held] })
  async call({ key }: Task<object>) {
    most = Math.max(most, (out += 1));
    await new Promise((resolve) => setTimeout(resolve, 5));
    out -= 1;
    return () => {
      done += 1;
      return Held({ id: key });
    };
  }

  @Listener({ on: Held })
  heard() {
    // Only so that nobody says it in vain.
  }
}

let bed: Testbed;
afterEach(async () => {
  jest.restoreAllMocks();
  await bed.close();
});

it('many more errands than can be out at once follow one another without a pause', async () => {
  bed = await testbed([Ask]);
  // Were those who come back not to tell that others wait, everybody would rest until it is time to look again, which it never is here.
  const timer = setTimeout;
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, time = 0) => timer(work, time < 1_000 ? time : 3_600_000)) as typeof setTimeout);
  const count = 400;
  const events = Array.from({ length: count }, () => newId());
  await bed.log.publish(events.map((id) => ({ topic: Placed.topic, key: id, value: Buffer.from(JSON.stringify({ id, item: 'cup', n: 1 })), headers: { ce_id: newId(), ce_type: Placed.eventName } })));
  await bed.quiet();
  expect(done).toBe(count);
  expect(most).toBeLessThanOrEqual(128);
});
