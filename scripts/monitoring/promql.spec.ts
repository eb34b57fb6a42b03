import { describe, expect, it } from '@jest/globals';
import { parse } from './promql.js';

describe('an expression', () => {
  it('is read for its metrics, its matchers and its labels', () => {
    const { selectors, labels, kept } = parse(`histogram_quantile(0.99, sum by (handler, le) (rate(a_bucket{kind=~"step|compensate", service!=""}[5m])))
      / ignoring (event) b:c:rate5m{event="order.created"} > 14.4 * 0.001 # of both
      and on (service) group_left (peer) (time() - max without (instance) (d) offset 5m) == bool 1`);
    expect(selectors).toEqual([
      { metric: 'a_bucket', matchers: [['kind', '=~', 'step|compensate'], ['service', '!=', '']], text: 'a_bucket{kind=~"step|compensate",service!=""}' },
      { metric: 'b:c:rate5m', matchers: [['event', '=', 'order.created']], text: 'b:c:rate5m{event="order.created"}' },
      { metric: 'd', matchers: [], text: 'd' },
    ]);
    expect(labels).toEqual(['handler', 'le', 'event', 'service', 'peer', 'instance']);
    expect(kept).toEqual(['handler', 'le']);
  });

  it('may have functions named like what they are given, variables of boards, and nothing to aggregate by', () => {
    expect(parse('topk(10, sum(rate(x{service="$service"}[$__rate_interval]))) unless absent(y)').selectors.map(({ metric }) => metric)).toEqual(['x', 'y']);
  });

  it.each(['sum({job="a"})', 'a ; b'])('that cannot be read is told: %s', (expr) => {
    expect(() => parse(expr)).toThrow();
  });
});
