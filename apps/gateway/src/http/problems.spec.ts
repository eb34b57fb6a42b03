import { describe, expect, it } from '@jest/globals';
import { badRequest, conflict, Problem, unauthorized, unavailable } from '@demae/platform';
import { BadRequestException, NotFoundException } from '@nestjs/common';
import { problemOf, render } from './problems.js';

const rendered = (error: unknown, url = '/v1/orders?email=ann@example.com') => {
  const { headers, body } = render(problemOf(error), url, 'abc');
  return { headers, body: JSON.parse(body) as Record<string, unknown> };
};

describe('a problem', () => {
  it('has all that RFC 9457 asks for, and the trace', () => {
    const { headers, body } = rendered(conflict('Too late.', { state: 'DELIVERED' }));
    expect(headers['content-type']).toMatch('application/problem+json');
    expect(body).toEqual({ type: 'about:blank', title: 'Conflict', status: 409, detail: 'Too late.', instance: '/v1/orders', traceId: 'abc', state: 'DELIVERED' });
  });

  it('has a type of its own when it has a code', () => {
    const { body } = rendered(new Problem({ status: 422, detail: 'Closed.', code: 'closed' }));
    expect(body).toMatchObject({ type: 'urn:demae:problem:closed', code: 'closed', title: 'Refused' });
  });

  it('lists what is wrong with a request', () => {
    expect(rendered(badRequest('No.', [{ path: 'lines.0.sku', message: 'must be text' }])).body['errors']).toEqual([{ path: 'lines.0.sku', message: 'must be text' }]);
  });

  it('tells when to come back, and how to log in', () => {
    expect(rendered(unavailable('Away.', 3)).headers['retry-after']).toBe('3');
    expect(rendered(unavailable('Away.', 3)).body).not.toHaveProperty('retryAfter');
    expect(rendered(unauthorized('Who?')).headers['www-authenticate']).toBe('Bearer realm="demae"');
  });

  it('never lets what is extra replace what every problem has', () => {
    expect(rendered(conflict('Late.', { status: 200, detail: 'fine' })).body).toMatchObject({ status: 409, detail: 'Late.' });
  });

  it('made of an unexpected error tells nothing', () => {
    const { body } = rendered(new Error('password=hunter2 at line 5'));
    expect(body['status']).toBe(500);
    expect(JSON.stringify(body)).not.toMatch(/hunter2|at line/);
  });

  it.each([
    [new NotFoundException('Cannot GET /x'), 404],
    [new BadRequestException('Unexpected token'), 400],
    [Object.assign(new Error('Body is too large'), { statusCode: 413 }), 413],
    [Object.assign(new Error('Unsupported'), { statusCode: 415 }), 415],
    ['thrown text', 500],
    [undefined, 500],
  ])('is made of %s', (error, status) => {
    expect(rendered(error).body['status']).toBe(status);
  });
});
