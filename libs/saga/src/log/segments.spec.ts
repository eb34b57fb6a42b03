import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Segments, type Frame } from './segments.js';

describe('the files of the log', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'demae-segments-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('take what is written at every moment of a change of files', async () => {
    const segments = new Segments(directory, true);
    await segments.open(() => undefined);
    const written: Promise<void>[] = [];
    const note = () => written.push(segments.append({ kind: 'positions', group: String(written.length), positions: {} }, false));
    for (let round = 0; round < 20; round++) {
      // In turn: asked for while somebody writes, and while nobody does.
      if (round % 2 === 0) await Promise.all(written);
      else note();
      let over = false;
      const changed = segments.rotate().finally(() => (over = true));
      // The change waits for the disk several times; every breath of it is tried. Nobody may have to stop writing for it to end.
      for (let breaths = 0; !over && breaths < 20_000; breaths++) {
        note();
        // A slow disk gets its time, and always has one more to write.
        await (breaths < 1_000 ? breath() : written.at(-2));
      }
      expect(over).toBe(true);
      await changed;
    }
    await Promise.all(written);
    await segments.close();
    const groups: string[] = [];
    const again = new Segments(directory, true);
    await again.open((frame: Frame) => frame.kind === 'positions' && groups.push(frame.group));
    await again.close();
    expect(groups).toEqual(written.map((_, n) => String(n)));
    expect(readdirSync(directory)).toHaveLength(21);
  });
});
