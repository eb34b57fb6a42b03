import { jest } from '@jest/globals';
import type { Shop } from '@demae/testing';

/** Stops the platform's clock: until this is called, it is moved by `shop.passes` and the sandbox alone, however slow the machine is. */
export function standsStill(shop: Shop): () => void {
  const clock = shop.ground.clock!;
  const [at, moved] = [clock.now().getTime(), clock.movedBy];
  const now = jest.spyOn(clock, 'now').mockImplementation(() => new Date(at + clock.movedBy - moved));
  return () => now.mockRestore();
}
