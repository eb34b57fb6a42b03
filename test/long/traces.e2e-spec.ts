import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlaceOrder } from '@demae/contracts';
import { aShop, PlacedOrder } from '@demae/testing';
import { Collector, type Received } from '../collector.js';
import { register } from '../http.js';
import { close, everythingCame, loose, named, orders, saidAbout, traced, tracing, type Traced } from '../traced-shop.js';

describe('where every trace is sent', () => {
  let here: Traced;
  const lines: string[] = [];
  beforeAll(async () => {
    // Away, at first.
    const collector = await Collector.open();
    const { port, url } = collector;
    await collector.close();
    const shop = await aShop({ env: tracing(url, { sample: '1', join: 'links' }), logLevel: 'warn', lines: (line) => void lines.push(line) });
    await shop.stocks({ cup: 1_000 });
    here = { shop, collector, person: await register(shop) };
    await goesOnWithout();
    here.collector = await Collector.open(port);
  }, 180_000);
  afterAll(() => close(here));

  /** Somebody orders while the collector is away, and a line says that it is. */
  let meanwhile: { id: string; traceId: string };
  const told = () => lines.filter((line) => line.includes('collector of traces'));
  async function goesOnWithout(): Promise<void> {
    meanwhile = await orders(here, 'tok_ok', 'pickup');
    expect((await here.person.get(`/v1/orders/${meanwhile.id}`).expect(200)).body).toMatchObject({ status: 'CONFIRMED' });
    for (const end = Date.now() + 60_000; told().length === 0 && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  it('a collector that is away holds up no order; one line says that it is, and what was done meanwhile is sent when it is back', async () => {
    await everythingCame(here);
    expect(told()).toHaveLength(1);
    expect(named(here.collector.of(meanwhile.traceId), 'create order.created')).toHaveLength(1);
  }, 180_000);

  describe('the trace of one whole order', () => {
    let order: { id: string; traceId: string };
    let spans: Received[];
    beforeAll(async () => {
      const { shop } = here;
      const courier = await shop.courier();
      order = await orders(here, 'tok_ok');
      const placed = new PlacedOrder(shop, order.id, shop.customer);
      await placed.accepted();
      await courier.accepts();
      await placed.cooked();
      await courier.picksUp();
      await courier.delivers();
      await everythingCame(here);
      spans = here.collector.of(order.traceId);
    }, 180_000);

    it('holds every event from the request to the money, each said in one span', async () => {
      const said = await saidAbout(here, order.id);
      expect(said.map(({ type }) => type)).toEqual(expect.arrayContaining(['order.created', 'payment.succeeded', 'ticket.accepted', 'driver.assigned', 'order.delivered', 'payment.captured']));
      expect(said.filter(({ traceId }) => traceId !== order.traceId)).toEqual([]);
      const creates = named(spans, 'create ');
      expect(creates.map(({ attributes }) => attributes['messaging.message.id']).sort()).toEqual(said.map(({ id }) => id).sort());
      for (const span of creates) expect(span).toMatchObject({ kind: 4, name: `create ${String(span.attributes['cloudevents.event_type'])}` });
    });

    it('has one request at its beginning, from which everything else comes, by parents and links', () => {
      expect(loose(spans, 'parents and links')).toEqual(['POST /v1/orders']);
      expect(named(spans, 'POST /v1/orders')).toMatchObject([
        { service: 'gateway', kind: 2, parentSpanId: undefined, attributes: { 'http.request.method': 'POST', 'url.path': '/v1/orders', 'http.route': '/v1/orders', 'http.response.status_code': 201 } },
      ]);
    });

    it('links what is done about an event to the saying of it, and keeps handlers apart', () => {
      const creates = new Map(named(spans, 'create ').map((span) => [span.spanId, span]));
      const processed = named(spans, 'process ');
      for (const { kind, links, parentSpanId, attributes } of processed) {
        expect({ kind, parentSpanId }).toEqual({ kind: 5, parentSpanId: undefined });
        expect(creates.get(links[0]!.spanId)?.attributes['messaging.message.id']).toBe(attributes['messaging.message.id']);
        expect(attributes).toMatchObject({ 'messaging.system': 'demae', 'messaging.operation.type': 'process', 'demae.saga.key': order.id, 'demae.attempt': 1 });
      }
      const handlers = processed.map(({ attributes }) => attributes['demae.handler']);
      expect(handlers).toEqual(expect.arrayContaining(['inventory/HoldStock.hold', 'delivery/BookDelivery.book', 'order/FollowCheckout.confirm']));
    });

    it('shows calls between services, statements without their values, and the bank', () => {
      expect(named(spans, 'demae.order.v1.OrderService/PlaceOrders').map(({ service, kind }) => `${service} ${kind}`).sort()).toEqual(['gateway 3', 'order 2']);
      expect(named(spans, 'POST /charges')).toMatchObject([{ service: 'payment', kind: 3, attributes: { 'http.request.method': 'POST', 'http.response.status_code': 201 } }, {}]);
      const statements = spans.filter(({ attributes }) => attributes['db.system.name'] === 'postgresql');
      expect(new Set(statements.map(({ service }) => service))).toEqual(new Set(['catalog', 'delivery', 'fulfillment', 'inventory', 'notification', 'order', 'payment', 'user']));
      expect(statements.find(({ name }) => name === 'saga outbox insert')!.attributes['db.query.text']).toContain('insert into outbox');
      const { email } = here.person.signedIn.user;
      const told = JSON.stringify(here.collector.spans.map(({ attributes }) => attributes));
      expect([email, 'Jinnan', 'tok_ok'].filter((secret) => told.includes(secret))).toEqual([]);
    });

    it('has the id that is told to who is refused something', async () => {
      const refused = await here.person.get('/v1/orders/00000000-0000-7000-8000-000000000000').expect(404);
      const traceId = (refused.body as { traceId: string }).traceId;
      await everythingCame(here);
      expect(named(here.collector.of(traceId), 'GET /v1/orders/:id')).toHaveLength(1);
    });

    it('is not mixed with others when they are handled together: the batch has a trace of its own that is linked with theirs', async () => {
      const { shop, collector } = here;
      const each = Array.from({ length: 20 }, (_, i) => `00-${(i + 1).toString(16).padStart(32, 'b')}-00f067aa0ba902b7-01`);
      const requests = each.map((traceparent): PlaceOrder => ({ ...shop.request({ cup: 1 }, { fulfillment: 'pickup' }), traceparent }));
      await shop.orderService.placeOrders({ orders: requests });
      await shop.settles();
      await everythingCame(here);
      const batches = collector.spans.filter(({ attributes }) => Number(attributes['messaging.batch.message_count']) > 1);
      const held = batches.find(({ name }) => name === 'process inventory.HoldStock')!;
      expect(held.links.length).toBe(Number(held.attributes['messaging.batch.message_count']));
      const traces = each.map((traceparent) => traceparent.split('-')[1]!);
      expect(traces).toEqual(expect.arrayContaining(held.links.map(({ traceId }) => traceId)));
      for (const { traceId, spanId } of held.links) {
        const mine = collector.of(traceId);
        expect(named(mine, 'create order.created').map((span) => span.spanId)).toEqual([spanId]);
        const processed = named(mine, 'process order.created').find(({ service }) => service === 'inventory')!;
        expect(processed.links.map((link) => link.spanId)).toEqual([spanId, held.spanId]);
        expect(named(mine, 'create order.confirmed')).toHaveLength(1);
      }
      expect(named(collector.of(held.traceId), 'StockItem load')).toHaveLength(1);
    });
  });
});

describe('when next to nothing is sampled', () => {
  let here: Traced;
  beforeAll(async () => {
    here = await traced({ sample: '0', join: 'links' });
  }, 180_000);
  afterAll(() => close(here));

  it('the order that fails is kept whole, also what came before it failed, and the one that does not is not', async () => {
    const good = await orders(here, 'tok_ok', 'pickup');
    const bad = await orders(here, 'tok_declined', 'pickup');
    const said = await saidAbout(here, bad.id);
    const spans = () => here.collector.of(bad.traceId);
    const created = () => named(spans(), 'create ').map(({ attributes }) => attributes['messaging.message.id']).sort();
    await here.collector.until(() => said.every(({ id }) => created().includes(id)) && loose(spans(), 'parents and links').length === 1, 'the trace of the one that fails');
    expect(loose(spans(), 'parents and links')).toEqual(['POST /v1/orders']);
    expect(said.map(({ type }) => type)).toContain('order.cancelled');
    expect(created()).toEqual(said.map(({ id }) => id).sort());
    expect(named(spans(), 'process order.cancelled').map(({ attributes }) => attributes['demae.handler'])).toContain('inventory/HoldStock.putBack');
    // What was held of it was looked through together with this, or before.
    expect(here.collector.of(good.traceId)).toEqual([]);
  }, 180_000);

  it('the order whose errand fails is kept, and shows that it did', async () => {
    await here.shop.bank.behaves('loses-answers', 1);
    const { traceId } = await orders(here, 'tok_ok', 'pickup');
    const tries = () => named(here.collector.of(traceId), 'errand payment/AuthorizePayment.charge').map(({ failed, attributes }) => ({ attempt: attributes['demae.attempt'], failed }));
    const asked = () => named(here.collector.of(traceId), 'POST /v1/orders');
    await here.collector.until(() => tries().length > 1 && asked().length > 0, 'both tries');
    expect(tries()).toHaveLength(2);
    expect(tries()).toEqual(expect.arrayContaining([{ attempt: 1, failed: true }, { attempt: 2, failed: false }]));
    expect(asked()).toHaveLength(1);
  }, 180_000);
});
