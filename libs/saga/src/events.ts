/** The door for those who declare events or tell of them: nothing here loads Nest, TypeORM or a database. */
export { defineEvent, ownerOf, Catalogue, type Codec, type EventDeclaration, type EventType, type SagaEvent } from './event.js';
export { Clock, milliseconds, type Duration } from './clock.js';
export { derivedId, newId } from './id.js';
