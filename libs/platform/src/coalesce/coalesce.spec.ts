import { describe, expect, it, jest } from '@jest/globals';
import { rush } from '@demae/saga';
import { coalesce } from './coalesce.js';

/** A batch call that records its groups and answers when told to. */
function recorder() {
  const groups: number[][] = [];
  const gates: (() => void)[] = [];
  const batch = async (items: number[]) => {
    groups.push(items);
    await new Promise<void>((open) => gates.push(open));
    return items.map((item) => (item < 0 ? new Error(`no to ${item}`) : item * 10));
  };
  return { groups, batch, answer: () => gates.shift()?.() };
}

const turn = () => new Promise((done) => setImmediate(done));

describe('coalesce', () => {
  it('sends who comes alone at once and alone', async () => {
    const { groups, batch, answer } = recorder();
    const one = coalesce(batch)(1);
    await turn();
    expect(groups).toEqual([[1]]);
    answer();
    await expect(one).resolves.toBe(10);
  });

  it('sends together who comes together, and who comes while all batches are under way', async () => {
    const { groups, batch, answer } = recorder();
    const call = coalesce(batch, { inFlight: 1, most: 3 });
    const first = Promise.all([call(1), call(2)]);
    await turn();
    const later = Promise.all([3, 4, 5, 6].map(call));
    await turn();
    expect(groups).toEqual([[1, 2]]);
    answer();
    await expect(first).resolves.toEqual([10, 20]);
    answer();
    await turn();
    expect(groups).toEqual([[1, 2], [3, 4, 5], [6]]);
    answer();
    await expect(later).resolves.toEqual([30, 40, 50, 60]);
  });

  it('sends a batch beside another only when enough wait for it', async () => {
    const { groups, batch, answer } = recorder();
    const call = coalesce(batch, { inFlight: 2, worth: 3 });
    const placed = [call(1)];
    await turn();
    placed.push(call(2), call(3));
    await turn();
    expect(groups).toEqual([[1]]);
    placed.push(call(4));
    await turn();
    placed.push(call(5), call(6), call(7), call(8));
    await turn();
    expect(groups).toEqual([[1], [2, 3, 4]]);
    answer();
    await turn();
    expect(groups).toEqual([[1], [2, 3, 4], [5, 6, 7, 8]]);
    answer();
    answer();
    await Promise.all(placed);
  });

  it('fails the one that failed and no other', async () => {
    const { batch, answer } = recorder();
    const call = coalesce(batch);
    const both = Promise.allSettled([call(1), call(-1)]);
    await turn();
    answer();
    expect(await both).toEqual([
      { status: 'fulfilled', value: 10 },
      { status: 'rejected', reason: new Error('no to -1') },
    ]);
  });

  it('fails all of a batch that fails, and carries on', async () => {
    let calls = 0;
    const call = coalesce(async (items: number[]) => {
      if ((calls += 1) === 1) throw new Error('away');
      return items;
    });
    expect((await Promise.allSettled([call(1), call(2)])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(call(3)).resolves.toBe(3);
  });

  it('never leaves a caller without an answer', async () => {
    const call = coalesce(async () => []);
    await expect(call(1)).rejects.toThrow('A batch of 1 got 0 answers.');
  });

  it('tells of a rush when many wait for their answers', async () => {
    const { batch, answer } = recorder();
    const call = coalesce(batch, { inFlight: 1, most: 100 });
    const noted = jest.spyOn(rush, 'note');
    const placed = [call(0)];
    await turn();
    placed.push(...Array.from({ length: 63 }, (_, n) => call(n)));
    expect(noted).not.toHaveBeenCalled();
    placed.push(call(63));
    expect(noted).toHaveBeenCalled();
    noted.mockRestore();
    answer();
    await turn();
    answer();
    await Promise.all(placed);
  });
});
