import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, type Provider } from '@nestjs/common';
import { Catalogue, Compensate, Deadline, defineEvent, Listener, newId, Step, type Tx } from '@demae/saga';
import { Cancelled, catalogue, Held, Item, json, Placed, Refused, testbed, type Testbed } from '../../testing/src/testbed.js';
import { Registry } from './registry.js';

const Strange = defineEvent({ name: 'sale.strange', topic: 'sale.events', key: 'id', codec: json<{ id: string }>() });

/** What boot says about these classes: nothing when all is well. */
function complaints(...types: (new () => object)[]): string[] {
  try {
    new Registry('shelf', catalogue, types.map((type) => new type()));
    return [];
  } catch (error) {
    const [title, ...lines] = (error as Error).message.split('\n');
    expect(title).toBe('The saga handlers of "shelf" cannot start:');
    return lines.map((line) => line.replace(/^- /, ''));
  }
}

describe('boot is content', () => {
  it('with a step and its compensation, a step that has nothing to undo, a deadline, and a listener', () => {
    class Hold {
      @Step({ on: Placed, deadline: '3m' }) hold() {}
      @Compensate({ step: 'hold', on: Cancelled }) putBack() {}
      @Deadline({ step: 'hold' }) late() {}
    }
    class Look {
      @Step({ on: Placed, compensation: 'none' }) look() {}
      @Listener({ on: Cancelled }) hear() {}
    }
    class Nothing {}
    expect(complaints(Hold, Look, Nothing)).toEqual([]);
  });
});

describe('boot refuses, and says what to write:', () => {
  it('two classes of one name', () => {
    const first = (() => {
      class Hold {
        @Listener({ on: Placed }) hear() {}
      }
      return Hold;
    })();
    class Hold {
      @Listener({ on: Cancelled }) hear() {}
    }
    expect(complaints(first, Hold)).toEqual(['there are two classes named Hold; inbox entries are kept by that name, rename one.']);
  });

  it('two handlers of one event in one class', () => {
    class Hold {
      @Listener({ on: Placed }) hear() {}
      @Step({ on: [Held, Placed], compensation: 'none' }) hold() {}
    }
    expect(complaints(Hold)).toEqual(['Hold.hold and hear both hear sale.placed; do it in one method, or in two classes.']);
  });

  it('a step without a compensation', () => {
    class Hold {
      @Step({ on: Placed }) hold() {}
    }
    expect(complaints(Hold)).toEqual([
      "Hold.hold has no compensation; write @Compensate({ step: 'hold', on: … }) in its class, or compensation: 'none' when there is nothing to undo.",
    ]);
  });

  it('a step that says it has none and has one', () => {
    class Hold {
      @Step({ on: Placed, compensation: 'none' }) hold() {}
      @Compensate({ step: 'hold', on: Cancelled }) putBack() {}
    }
    expect(complaints(Hold)).toEqual(["Hold.hold says compensation: 'none' but has one; remove the one or the other."]);
  });

  it('a compensation of what is no step', () => {
    class Hold {
      hold() {}
      @Compensate({ step: 'hold', on: Cancelled }) putBack() {}
    }
    expect(complaints(Hold)).toEqual(['Hold.putBack undoes "hold", which is no @Step of Hold; name the step\'s method.']);
  });

  it('a second compensation of one step', () => {
    class Hold {
      @Step({ on: Placed }) hold() {}
      @Compensate({ step: 'hold', on: Cancelled }) putBack() {}
      @Compensate({ step: 'hold', on: Refused }) putBackToo() {}
    }
    expect(complaints(Hold)).toEqual([
      'Hold.putBack is a second compensation of "hold"; a step is undone in one place.',
      'Hold.putBackToo is a second compensation of "hold"; a step is undone in one place.',
    ]);
  });

  it('a deadline that nobody hears, and one that nobody set', () => {
    class Hold {
      @Step({ on: Placed, deadline: '3m', compensation: 'none' }) hold() {}
      @Step({ on: Held, compensation: 'none' }) wait() {}
      @Deadline({ step: 'wait' }) late() {}
    }
    expect(complaints(Hold)).toEqual([
      "Hold.hold has a deadline that nobody hears; write @Deadline({ step: 'hold' }) in its class.",
      'Hold.late waits for the deadline of "wait"; write @Step({ …, deadline: \'3m\' }) on that method.',
    ]);
  });

  it('an event that is not in the catalogue, whether heard or said', () => {
    class Hold {
      @Listener({ on: Strange }) hear() {}
      @Step({ on: Placed, emits: [Strange], compensation: 'none' }) hold() {}
    }
    const add = 'uses sale.strange, which is not in the catalogue; add it there (one line).';
    expect(complaints(Hold)).toEqual([`Hold.hear ${add}`, `Hold.hold ${add}`]);
  });

  it('another event of a name that is in the catalogue', () => {
    const other = defineEvent({ name: 'sale.placed', topic: 'sale.events', key: 'id', codec: json<{ id: string }>() });
    class Hold {
      @Listener({ on: other }) hear() {}
    }
    expect(complaints(Hold)).toEqual(['Hold.hear uses sale.placed, which is not in the catalogue; add it there (one line).']);
    expect(() => new Catalogue([Placed, other])).toThrow('Event "sale.placed" is declared twice; names are unique.');
  });

  it('everything that is wrong, at once', () => {
    class Hold {
      @Step({ on: Placed, deadline: '3m' }) hold() {}
      @Listener({ on: Strange }) hear() {}
    }
    expect(complaints(Hold)).toHaveLength(3);
  });
});

describe('a service at boot', () => {
  let bed: Testbed | undefined;
  const open = async (handlers: Provider[], start = true) => (bed = await testbed(handlers, {}, start));
  afterEach(async () => {
    await bed?.close();
    bed = undefined;
  });

  it('does not start with handlers that are wrong, and has not heard anything', async () => {
    @Injectable()
    class Hold {
      @Step({ on: Placed }) hold() {}
    }
    const { engine, log } = await open([Hold], false);
    await expect(engine.start()).rejects.toThrow(/The saga handlers of "shelf" cannot start:\n- Hold\.hold has no compensation; write @Compensate/);
    await expect(log.publish([{ topic: 'sale.events', key: 'a', value: Buffer.of(), headers: {} }])).rejects.toThrow('There is no topic');
  });

  it('hands its handlers all that Nest injects, wherever it is listed', async () => {
    class Prices {
      readonly of = new Map([['cup', 7]]);
    }
    @Injectable()
    class Till {
      constructor(readonly prices: Prices) {}

      priceOf(item: string): number {
        return this.prices.of.get(item)!;
      }
    }
    @Injectable()
    class Charge {
      constructor(private readonly till: Till) {}

      @Listener({ on: Placed })
      charge({ item }: { item: string }, tx: Tx) {
        tx.insert(Item.of(item, this.till.priceOf(item)));
      }
    }
    // It comes late, so Charge does, too: after the kit's own classes.
    const prices = { provide: Prices, useFactory: () => new Promise((resolve) => setTimeout(() => resolve(new Prices()), 20)) };
    const { transactions, quiet, dataSource } = await open([Charge, Till, prices]);
    await transactions.run((tx) => Promise.resolve(tx.emit(Placed({ id: newId(), item: 'cup', n: 1 }))));
    await quiet();
    expect(await dataSource.query('select id, n from item')).toEqual([{ id: 'cup', n: 7 }]);
  });
});
