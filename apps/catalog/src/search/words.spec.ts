import { describe, expect, it } from '@jest/globals';
import { searchQuery, searchText } from './search-text.js';
import { distance, piecesOf } from './similar-words.js';
import { fold, lexemesOf, spelledIn, wordsOf } from './words.js';

const texts = (text: string) => wordsOf(text).map((word) => word.text);

describe('text for searching', () => {
  it.each([
    ['ラーメン', 'らめん'],
    ['らーめん', 'らめん'],
    ['ﾗｰﾒﾝ', 'らめん'],
    ['ＲＡＭＥＮ', 'ramen'],
    ['Café CRÈME', 'cafe creme'],
    ['ガ', 'が'],
    ['ｶﾞ', 'が'],
    ['か\u3099', 'が'],
    ['Ben’s', 'bens'],
  ])('is written in one way: %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('is taken apart into words, and runs where there are no spaces', () => {
    expect(texts('Soy-Sauce  Ramen (large), 500ml!')).toEqual(['soy', 'sauce', 'ramen', 'large', '500ml']);
    expect(texts('特製醤油ラーメン Special 🍜')).toEqual(['特製醤油らめん', 'special', '🍜']);
    expect(texts('…!?\u202e')).toEqual([]);
    const [run] = wordsOf('醤油ラーメン');
    expect(lexemesOf(run!)).toEqual([...'醤油らめん', '醤油', '油ら', 'らめ', 'めん', 'らめん']);
    expect(spelledIn(run!)).toEqual(['らめん']);
    expect([...wordsOf('ramen 500'), ...wordsOf('go')].flatMap(spelledIn)).toEqual(['ramen']);
  });

  it('is kept by place, and asked for from the whole name down to any text', () => {
    const { words, nameLength, vocabulary } = searchText('Miso Ramen 2', ['Noodles'], ['c1']);
    expect(words.split(/ (?=')/)).toEqual(["'emiso ramen 2'", "'nmiso'", "'tmiso'", "'nramen'", "'tramen'", "'n2'", "'t2'", "'tnoodles'", "'c1'"]);
    expect([nameLength, vocabulary]).toEqual([12, ['miso', 'ramen', '2', 'noodles']]);
    expect(searchQuery(wordsOf('ramen mis')).tiers).toEqual(["'eramen mis'", "'nramen' & 'nmis'", "'nramen' & 'nmis':*", "'tramen' & 'tmis':*"]);
    expect(searchQuery(wordsOf('味噌ラ')).tiers[3]).toBe("('t味噌' & 't噌ら')");
    expect(searchQuery(wordsOf('ramne'), undefined, new Map([['ramne', ['ramen']]])).tiers[3]).toBe("('tramne':* | 'tramen')");
    expect(searchQuery(wordsOf('ramen mis'), ['miso', 'mis', 'mist']).tiers).toEqual(["'eramen mis'", "'nramen' & 'nmis'", "'nramen' & ('nmis' | 'nmiso' | 'nmist')", "'tramen' & ('tmis' | 'tmiso' | 'tmist')"]);
    expect(searchQuery(wordsOf('ramne'), []).tiers[3]).toBe("'tramne'");
  });
});

describe('words that are nearly the same', () => {
  it.each([
    ['ramen', 'ramen', 0],
    ['ramne', 'ramen', 1],
    ['rmen', 'ramen', 1],
    ['rammen', 'ramen', 1],
    ['romen', 'ramen', 1],
    ['kitten', 'sitting', 3],
    ['らめそ', 'らめん', 1],
  ])('%s and %s are %i apart', (one, other, far) => {
    expect(distance(one, other)).toBe(far);
    expect(distance(other, one)).toBe(far);
  });

  it('share a piece', () => {
    for (const wrong of ['ramne', 'rmen', 'rammen', 'romen', 'arment']) {
      const shared = piecesOf(wrong, 1).filter((piece) => piecesOf('ramen', 1).includes(piece));
      expect({ wrong, shares: shared.length > 0 }).toEqual({ wrong, shares: wrong !== 'arment' });
    }
    expect(piecesOf('cappuccino', 2).filter((piece) => piecesOf('capucino', 2).includes(piece)).length).toBeGreaterThan(0);
    expect(piecesOf('a'.repeat(200), 2).length).toBeLessThan(5);
  });
});
