import { describe, expect, it } from '@jest/globals';
import { authorFrom } from './review.js';

describe('the author of a review', () => {
  it.each([
    ['Hanako Yamada', 'Hanako'], ['  Ann  ', 'Ann'], ['山田花子', '山'], ['山田 花子', '山'], ['ハナコ', 'ハ'], ['😀 Smith', '😀'],
    ['Wolfeschlegelsteinhausenbergerdorff', 'Wolfeschlegelsteinha'], ['', null], ['  ', null],
  ])('of %j is shown as %j', (name, author) => {
    expect(authorFrom(name)).toBe(author);
  });
});
