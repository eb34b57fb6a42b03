import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { catalogue } from '@demae/contracts';
import type { AsyncApi } from '@demae/saga';
import { schemasOf, type ProtoFile } from './proto-schemas.js';

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown;
const document = read('docs/asyncapi.json') as AsyncApi;

describe('the document of all events', () => {
  const judge = (options: object) => {
    const ajv = new Ajv({ strict: false, ...options });
    (addFormats as unknown as (ajv: Ajv) => void)(ajv);
    return ajv;
  };

  it('is one of AsyncAPI 3.0', () => {
    // The specification's schema brings JSON Schema's own along.
    const valid = judge({ meta: false, validateSchema: false }).compile(read(createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0.json')) as object);
    valid(document);
    expect(valid.errors).toBeNull();
    expect(valid({ ...document, channels: { 'order.events': { topic: 'order.events' } } })).toBe(false);
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
    const found = (path: string) => path.split('/').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter((path) => found(path) === undefined)).toEqual([]);
  });

  it('has every event that is declared, with the schema of what is on the wire', () => {
    expect(Object.keys(document.components.messages).sort()).toEqual(catalogue.all().map(({ eventName }) => eventName).sort());
    const ajv = judge({}).addSchema({ $id: 'events', ...document });
    const golden = readdirSync('libs/contracts/golden').map((file) => read(`libs/contracts/golden/${file}`) as { event: string; payload: object });
    expect(golden.length).toBeGreaterThan(40);
    for (const { event, payload } of golden) {
      const { $ref } = (document.components.messages[event] as { payload: { $ref: string } }).payload;
      const fits = ajv.getSchema(`events${$ref}`)!;
      expect([event, fits(payload), fits.errors]).toEqual([event, true, null]);
      const { properties } = document.components.schemas[$ref.split('/').pop()!] as { properties: object };
      expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(payload)));
      expect(fits({ orderId: 5, userId: 5, productId: 5, storeId: 5, stockKey: 5 })).toBe(false);
    }
  });

  it('says who hears what, in which group, and what undoes it', () => {
    expect(document.operations['inventory.HoldStock.hold']).toEqual({
      action: 'receive',
      channel: { $ref: '#/channels/order.events' },
      summary: expect.stringMatching(/^A step; undone by HoldStock\.\w+\. It says inventory\.reserved, inventory\.rejected, /),
      messages: [{ $ref: '#/channels/order.events/messages/order.created' }],
      bindings: { kafka: { groupId: { type: 'string', const: 'inventory.HoldStock' }, bindingVersion: '0.5.0' } },
    });
  });
});

describe('a schema from a message', () => {
  const file = (field: object): ProtoFile => ({ name: 'shop.proto', package: 'shop', messageType: [{ name: 'Sold', field: [field as never] }], sourceCodeInfo: { location: [] } });

  it('is refused for what is not there', () => {
    expect(() => schemasOf(['shop.Bought'], [file({})])).toThrow('No message shop.Bought in proto/.');
  });

  it('is refused for what has no word yet', () => {
    const state = { name: 'state', jsonName: 'state', number: 1, label: 'LABEL_OPTIONAL', type: 'TYPE_ENUM', typeName: '.shop.State' };
    expect(() => schemasOf(['shop.Sold'], [file(state)])).toThrow('shop.Sold.state is of TYPE_ENUM: say in scripts/asyncapi/proto-schemas.ts how that looks in JSON.');
  });
});
