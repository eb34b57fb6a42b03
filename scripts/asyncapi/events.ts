import * as contracts from '@demae/contracts';
import { asyncApi, ownerOf, type AsyncApi, type EventType, type SagaMap } from '@demae/saga';
import { readProtos, schemasOf } from './proto-schemas.js';

/** All events of the platform, who says and who hears them, as AsyncAPI. */
export function eventsDocument(map: SagaMap, version: string): AsyncApi {
  const declared = new Map(Object.entries(contracts).map(([name, value]) => [value as unknown, name]));
  // An event bears its message's name, and stands in the package of who says it.
  const schemaOf = (event: EventType) => `demae.${ownerOf(event.topic)}.v1.${declared.get(event)}`;
  return asyncApi(map, {
    info: {
      title: 'Demae: events',
      version,
      description: 'Payloads are Protocol Buffers (proto3) of the messages in proto/; the schemas here are of their JSON form, with the number of each field on the wire. A field that is not set is absent. Fields are only ever added.',
    },
    contentType: 'application/protobuf',
    schemaOf,
    schemas: schemasOf(map.catalogue.all().map(schemaOf), readProtos()),
  });
}
