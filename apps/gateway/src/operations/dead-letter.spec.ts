import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { DeadLetter } from '@demae/contracts';
import { nextPage, pageBehind, positionIn } from './dead-letter.js';

const at = new Date('2025-11-21T09:30:00.000Z');
const letter = { at, service: 'inventory', id: '12' } as DeadLetter;

describe('a page of dead letters', () => {
  it('goes on behind the last one: of its very moment, services before it have told all and those behind it nothing', () => {
    const place = pageBehind(nextPage(letter));
    expect(place).toEqual({ at, service: 'inventory', id: '12' });
    expect(['delivery', 'inventory', 'order'].map((service) => positionIn(service, place))).toEqual([{ at, id: '~' }, { at, id: '12' }, { at, id: '' }]);
    expect(positionIn('order', undefined)).toBeUndefined();
  });

  it.each(['x', 'e30', Buffer.from('["now","inventory","12"]').toString('base64url'), Buffer.from(`["${at.toISOString()}","inventory","1 or 2"]`).toString('base64url')])('refuses %s', (cursor) => {
    expect(() => pageBehind(cursor)).toThrow(/no cursor|cursor is not/);
  });
});
