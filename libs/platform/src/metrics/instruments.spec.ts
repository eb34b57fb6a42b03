import { describe, expect, it } from '@jest/globals';
import { Meter, MOST_SERIES, tell } from './instruments.js';

const cups = { name: 'demae_cups_total', kind: 'counter', labels: ['colour'], what: 'Cups sold.' } as const;
const seconds = { name: 'demae_wait_seconds', kind: 'histogram', buckets: [0.1, 1], what: 'How long somebody waited.' } as const;

describe('what is told', () => {
  it('is Prometheus\' text format, each metric introduced once, however many services tell it', () => {
    const [shop, store] = [new Meter('shop'), new Meter('store')];
    shop.values(cups).of('white').add(2);
    store.values(cups).of('a "b"\\\n').add();
    expect(tell([shop, store])).toBe([
      '# HELP demae_cups_total Cups sold.',
      '# TYPE demae_cups_total counter',
      'demae_cups_total{service="shop",colour="white"} 2',
      'demae_cups_total{service="store",colour="a \\"b\\"\\\\\\n"} 1',
      '',
    ].join('\n'));
  });

  it('has cumulative buckets, the upper end included, and what is beyond the last in +Inf', () => {
    const meter = new Meter('shop');
    const waited = meter.distributions(seconds).of();
    for (const value of [0.05, 0.1, 0.5, 7]) waited.observe(value);
    expect(tell([meter]).split('\n').slice(2, -1)).toEqual([
      'demae_wait_seconds_bucket{service="shop",le="0.1"} 2',
      'demae_wait_seconds_bucket{service="shop",le="1"} 3',
      'demae_wait_seconds_bucket{service="shop",le="+Inf"} 4',
      'demae_wait_seconds_sum{service="shop"} 7.65',
      'demae_wait_seconds_count{service="shop"} 4',
    ]);
  });

  it('looks right before it tells', () => {
    const meter = new Meter('shop');
    const value = meter.values(cups).of('white');
    meter.beforeTelling(() => value.set(7));
    expect(tell([meter])).toContain('colour="white"} 7');
  });
});

describe('a label that was thought to be bounded', () => {
  it('makes no more series than a metric may have; the rest is counted together', () => {
    const meter = new Meter('shop');
    const sold = meter.values(cups);
    for (let i = 0; i < MOST_SERIES + 500; i++) sold.of(`colour-${i}`).add();
    expect(meter.size).toBe(MOST_SERIES + 1);
    expect(sold.of('other').value).toBe(500);
    expect(sold.of('colour-7').value).toBe(1);
  });
});

it('has an error for labels that are not those declared, and for a metric that is declared twice', () => {
  const meter = new Meter('shop');
  const sold = meter.values(cups);
  expect(() => sold.of('white', 'small')).toThrow('demae_cups_total has the labels colour; it was given 2 values.');
  expect(() => meter.values(cups)).toThrow('demae_cups_total is counted twice in shop');
});
