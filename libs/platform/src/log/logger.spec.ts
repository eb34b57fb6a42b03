import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { workContext } from '@demae/saga';
import { createLogger, currentService, levelsOf } from './logger.js';
import { pseudonym, usePseudonymKey } from './personal-data.js';

const lines: string[] = [];
const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
const last = () => JSON.parse(lines.at(-1)!) as Record<string, unknown>;

afterEach(() => {
  lines.length = 0;
  jest.useRealTimers();
});

describe('a line', () => {
  it('says what it belongs to, and who by a pseudonym', () => {
    usePseudonymKey('one key');
    const work = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, sagaKey: 'o1', handler: 'order/Follow.follow', attempt: 2, userId: 'u1' };
    currentService.run('order', () => workContext.run(work, () => logger.info('done')));
    expect(last()).toMatchObject({ level: 'info', service: 'order', traceId: 'a'.repeat(32), orderId: 'o1', handler: 'order/Follow.follow', attempt: 2, customer: pseudonym('u1'), msg: 'done' });
    const before = pseudonym('u1');
    usePseudonymKey('another key');
    expect(pseudonym('u1')).not.toBe(before);
  });

  it.each([
    ['an address', 'no such user: hana.ko+x@denwa.example', 'hana.ko'],
    ['an address in a URL', '/v1/users/hana.ko%40denwa.example', 'hana.ko'],
    ['a number', 'SMS to +819012345678 failed', '9012345678'],
    ['a bearer token', 'sent Authorization: Bearer abc.def-ghi', 'abc.def'],
    ['a token of ours', 'got eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'eyJzdWIi'],
    ['a card token', 'charge of tok_4711abc declined', '4711abc'],
    ['a password in a URL', 'connect postgres://demae:hemmelig@db:5432/order', 'hemmelig'],
  ])('does not tell %s, wherever it is written', (_what, text, secret) => {
    for (const tell of [() => logger.warn(text), () => logger.warn({ error: `Error: ${text}` }, 'failed'), () => logger.error({ err: new Error(text) }, 'failed')]) {
      tell();
      expect(lines.at(-1)).not.toContain(secret);
      expect(() => last()).not.toThrow();
    }
  });

  it('does not tell what is named like a secret', () => {
    logger.info({ password: 'a1', user: { email: 'b2', refreshToken: 'c3' }, line1: 'd4', token: 'e5' }, 'x');
    expect(['a1', 'b2', 'c3', 'd4', 'e5'].filter((secret) => lines.at(-1)!.includes(secret))).toEqual([]);
  });
});

describe('the level', () => {
  it('of one service differs for a while', () => {
    jest.useFakeTimers();
    const levels = levelsOf(logger);
    const tell = (service: string) => currentService.run(service, () => logger.debug(service));
    const told = () => lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    levels.set('order', 'debug', 1_000);
    tell('order');
    tell('payment');
    expect(told()).toEqual(['order']);
    levels.set('payment', 'error', 5_000);
    currentService.run('payment', () => logger.warn('payment'));
    expect(told()).toEqual(['order']);
    jest.advanceTimersByTime(1_000);
    tell('order');
    expect([told(), levels.of('order'), levels.of('payment')?.level]).toEqual([['order'], undefined, 'error']);
    jest.advanceTimersByTime(4_000);
    currentService.run('payment', () => logger.warn('as usual'));
    expect(told()).toEqual(['order', 'as usual']);
    expect(logger.level).toBe('info');
  });
});
