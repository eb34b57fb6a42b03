import { describe, expect, it } from '@jest/globals';
import { shown, TEMPLATES, textFor, type Kind } from './templates.js';

describe('the texts', () => {
  it.each(Object.keys(TEMPLATES) as Kind[])('tell %s in both languages, with every fact filled in', (kind) => {
    const facts = { name: 'Aiko', number: '0042', store: 'Sakura', total: '¥1,250', reason: 'out of stock' };
    const texts = [textFor(kind, 'en', facts), textFor(kind, 'ja', facts)];
    expect(texts[0]).not.toEqual(texts[1]);
    for (const { title, body } of texts) {
      expect(title).not.toBe('');
      expect(`${title}${body}`).not.toMatch(/undefined|\{|\}/);
    }
  });

  it('are English for every other language', () => {
    expect(textFor('user.registered', 'fr', { name: 'A' })).toEqual(textFor('user.registered', 'en', { name: 'A' }));
  });

  it('write money as people do', () => {
    expect(shown({ amount: 1_250, currency: 'JPY' }, 'en')).toBe('¥1,250');
    expect(shown({ amount: 1_250, currency: 'USD' }, 'en')).toBe('$12.50');
    expect(shown({ amount: 1_250, currency: 'JPY' }, 'ja')).toBe('￥1,250');
  });
});
