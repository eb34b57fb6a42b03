import { ownerOf, type EventType } from './event.js';
import type { MappedHandler, SagaMap } from './map.js';

/** What the decorators cannot know. */
export interface AboutEvents {
  info: { title: string; version: string; description?: string };
  /** The media type of the payloads. */
  contentType: string;
  /** The name of the JSON Schema of an event's payload among `schemas`. @throws Error when there is none */
  schemaOf(event: EventType): string;
  schemas: Record<string, JsonSchema>;
}

export type JsonSchema = { description?: string; [keyword: string]: unknown };
interface Reference {
  $ref: string;
}

/** A document of AsyncAPI 3.0: https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
export interface AsyncApi {
  asyncapi: '3.0.0';
  info: AboutEvents['info'];
  defaultContentType: string;
  channels: Record<string, { address: string; description: string; messages: Record<string, Reference> }>;
  operations: Record<string, Operation>;
  components: { messages: Record<string, object>; schemas: Record<string, JsonSchema> };
}

interface Operation {
  action: 'send' | 'receive';
  channel: Reference;
  summary: string;
  messages: Reference[];
  bindings?: { kafka: { groupId: JsonSchema; bindingVersion: string } };
}

const HEADERS: JsonSchema = {
  description: 'CloudEvents 1.0 in Kafka\'s binary mode.',
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'ce_subject', 'content-type'],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', format: 'uuid', description: 'The same however often it is delivered: by it a repetition is known.' },
    ce_type: { type: 'string' },
    ce_source: { type: 'string', description: 'The service that says it.' },
    ce_time: { type: 'string', format: 'date-time' },
    ce_subject: { type: 'string', description: 'What it is about; also the key of the record, and all with one key are in order.' },
    ce_causationid: { type: 'string', format: 'uuid', description: 'The event in whose handling it was said.' },
    traceparent: { type: 'string', description: 'W3C Trace Context.' },
    'content-type': { type: 'string' },
  },
};
const KAFKA_BINDING = '0.5.0';

/** Who says and who hears which event on which topic, as a document for people and tools that know nothing of the code. */
export function asyncApi(map: SagaMap, about: AboutEvents): AsyncApi {
  const events = map.catalogue.all();
  const topics = [...new Set(events.map(({ topic }) => topic))];
  return {
    asyncapi: '3.0.0',
    info: about.info,
    defaultContentType: about.contentType,
    channels: Object.fromEntries(topics.map((topic) => [topic, channel(topic, events.filter((event) => event.topic === topic))])),
    operations: { ...sends(events), ...Object.fromEntries(map.handlers.flatMap(receives)) },
    components: {
      messages: Object.fromEntries(events.map((event) => [event.eventName, message(event, about)])),
      schemas: { CloudEvent: HEADERS, ...about.schemas },
    },
  };
}

function channel(topic: string, events: readonly EventType[]): AsyncApi['channels'][string] {
  return {
    address: topic,
    description: `What ${ownerOf(topic)} says. What somebody could not handle is copied to ${topic}.dead.`,
    messages: Object.fromEntries(events.map(({ eventName }) => [eventName, { $ref: `#/components/messages/${eventName}` }])),
  };
}

function message(event: EventType, { contentType, schemaOf, schemas }: AboutEvents): object {
  const name = schemaOf(event);
  const nature = event.fails ? 'It fails the saga.' : event.informational ? 'Nobody has to hear it.' : undefined;
  const description = [schemas[name]?.description, nature].filter(Boolean).join(' ');
  return {
    name: event.eventName,
    contentType,
    ...(description === '' ? {} : { description }),
    headers: { $ref: '#/components/schemas/CloudEvent' },
    payload: { $ref: `#/components/schemas/${name}` },
  };
}

/** One for each service that says anything. */
function sends(events: readonly EventType[]): Record<string, Operation> {
  const topics = new Map<string, EventType[]>();
  for (const event of events) topics.set(event.topic, [...(topics.get(event.topic) ?? []), event]);
  return Object.fromEntries([...topics].map(([topic, said]) => [
    `${ownerOf(topic)}.says`,
    { action: 'send' as const, channel: { $ref: `#/channels/${topic}` }, summary: `What ${ownerOf(topic)} says.`, messages: said.map(messageOn) },
  ]));
}

/** One for each handler and topic. */
function receives({ service, group, handler, description, compensatedBy }: MappedHandler): [string, Operation][] {
  if (!('on' in description)) return [];
  const topics = [...new Set(description.on.map(({ topic }) => topic))];
  const undone = description.kind === 'step' ? (compensatedBy ? `; undone by ${compensatedBy}` : '; nothing to undo') : description.kind === 'compensate' ? ` of ${description.step}` : '';
  const said = description.emits.map(({ eventName }) => eventName).join(', ');
  return topics.map((topic) => [
    topics.length === 1 ? `${service}.${handler}` : `${service}.${handler}.${topic}`,
    {
      action: 'receive',
      channel: { $ref: `#/channels/${topic}` },
      summary: `A ${description.kind}${undone}.${said === '' ? '' : ` It says ${said}.`}`,
      messages: description.on.filter((event) => event.topic === topic).map(messageOn),
      bindings: { kafka: { groupId: { type: 'string', const: group }, bindingVersion: KAFKA_BINDING } },
    },
  ]);
}

const messageOn = ({ topic, eventName }: EventType): Reference => ({ $ref: `#/channels/${topic}/messages/${eventName}` });
