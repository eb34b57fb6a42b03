import { expect, it } from '@jest/globals';
import { close, loose, named, orders, saidAbout, traced } from './traced-shop.js';

/* The essential of traces, with a platform of its own for a single order; test/long/traces.e2e-spec.ts has the rest. */

it('the trace of an order is one tree for those who prefer parents, from the request to every event and whoever heard it', async () => {
  const here = await traced({ sample: '1', join: 'parents' });
  const { id, traceId } = await orders(here, 'tok_ok', 'pickup');
  const said = (await saidAbout(here, id)).map((event) => event.id).sort();
  const told = () => here.collector.of(traceId);
  const created = () => named(told(), 'create ').map(({ attributes }) => attributes['messaging.message.id']).sort();
  try {
    await here.collector.until(() => said.every((event) => created().includes(event)) && loose(told(), 'parents').length === 1, 'the whole trace');
  } finally {
    // Closed, it has sent everything: nothing more may come that belongs nowhere.
    await close(here);
  }
  expect(said.length).toBeGreaterThan(5);
  expect(created()).toEqual(said);
  expect(named(told(), 'process ').length).toBeGreaterThan(5);
  expect(loose(told(), 'parents')).toEqual(['POST /v1/orders']);
});
