import { describe, expect, it } from '@jest/globals';
import { readBody } from './body.js';

const read = (text: string) => readBody(Buffer.from(text));
const refused = expect.objectContaining({ status: 400 });

describe('a body', () => {
  it('is read as JSON, or is nothing', () => {
    expect(read('{"name":"東京 \\"x\\" [[["}')).toEqual({ name: '東京 "x" [[[' });
    expect(read('')).toBeUndefined();
  });

  it.each(['{', '{"a":}', 'name=ann', '{"a":1}{', 'NaN', '{"a":01}'])('is refused when it is %s', (text) => {
    expect(() => read(text)).toThrow(refused);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__'])('has no field named %s', (name) => {
    expect(() => read(`{"${name}" : {"a":1}}`)).toThrow(refused);
  });

  it('is not deeper than anybody needs', () => {
    expect(() => read('['.repeat(100_000))).toThrow(refused);
    expect(() => read(`${'{"a":'.repeat(21)}1${'}'.repeat(21)}`)).toThrow(refused);
    expect(read(`${'['.repeat(20)}${']'.repeat(20)}`)).toBeDefined();
  });
});
