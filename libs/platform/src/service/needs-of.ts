import { MODULE_METADATA } from '@nestjs/common/constants.js';
import type { Type } from '@nestjs/common';
import { deadTopic, groupOf, handlersOf, type Catalogue } from '@demae/saga';
import { PLACEMENT_TOPIC } from '../config/service-settings.js';
import type { SettingDeclaration, SettingDeclarations } from '../config/settings.js';
import { hasDatabase } from './define-service.js';
import type { ServiceDefinition } from './define-service.js';
import { migrationSettings } from './migrate-service.js';
import { settingsOf } from './settings-of.js';

/** One class that hears events. */
export interface ConsumerNeeds {
  /** "inventory.HoldStock" */
  group: string;
  topics: readonly string[];
}

/** Everything that has to be there for a service to run as a process of its own, as its definition and its handlers say. */
export interface ServiceNeeds {
  name: string;
  /** Each with the setting that chooses it. All services have `health`. */
  ports: readonly { name: 'http' | 'grpc' | 'health'; setting: 'PORT' | 'GRPC_PORT' | 'HEALTH_PORT' }[];
  /** All that it can take from its environment, by name. */
  settings: SettingDeclarations;
  /** What its program takes when it only migrates; undefined without a database. */
  migration: SettingDeclarations | undefined;
  /** The services that it asks by gRPC. */
  peers: readonly string[];
  servers: readonly ('postgres' | 'kafka' | 'redis')[];
  /** The classes that hear events, in the order of their groups. */
  consumers: readonly ConsumerNeeds[];
  topics: {
    /** Its own, and those for what it could not handle. */
    writes: readonly string[];
    hears: readonly string[];
    /** All of which it makes sure at its start, and from which it tells the story of an order. */
    knows: readonly string[];
  };
  /** Settings that name a place outside of the platform, with the ports there. */
  outside: readonly { setting: string; ports: readonly number[] }[];
}

/** The one description of a service that manifests, policies and documents are made from, or compared with. */
export function needsOf(definition: ServiceDefinition, catalogue: Catalogue): ServiceNeeds {
  const { name, peers = [] } = definition;
  const data = hasDatabase(definition);
  const settings = settingsOf(definition);
  const consumers = data ? consumersOf(definition, catalogue) : [];
  const hears = unique(consumers.flatMap(({ topics }) => topics));
  const own = data ? catalogue.topics().filter((topic) => topic.startsWith(`${name}.`)) : [];
  return {
    name,
    ports: [definition.http ? { name: 'http', setting: 'PORT' } : { name: 'grpc', setting: 'GRPC_PORT' }, { name: 'health', setting: 'HEALTH_PORT' }],
    settings,
    migration: data ? migrationSettings(definition) : undefined,
    peers,
    servers: data ? ['postgres', 'kafka', 'redis'] : ['redis'],
    consumers,
    topics: { writes: [...own, ...hears.map(deadTopic)], hears, knows: data ? allTopics(catalogue) : [] },
    outside: Object.entries(settings).flatMap(([setting, { reaches }]) => (reaches ? [{ setting, ports: reaches }] : [])),
  };
}

/** Every topic of the platform: of events, of what could not be handled, and the one that holds the agreement on partitions. */
export function allTopics(catalogue: Catalogue): string[] {
  return [...catalogue.topics().flatMap((topic) => [topic, deadTopic(topic)]), PLACEMENT_TOPIC];
}

/** Whether a value must not be seen by whoever may read configuration. */
export function isSecret({ kind, holdsPassword }: SettingDeclaration): boolean {
  return kind === 'secret' || holdsPassword === true;
}

export function consumersOf({ name, module }: ServiceDefinition, catalogue: Catalogue): ConsumerNeeds[] {
  return providersOf(module).flatMap((type) => {
    const heard = handlersOf(type).flatMap((description) => ('on' in description ? description.on : []));
    if (heard.length === 0) return [];
    return [{ group: groupOf(name, type), topics: catalogue.topics().filter((topic) => heard.some((event) => event.topic === topic)) }];
  }).sort((a, b) => a.group.localeCompare(b.group));
}

/** The classes that a module lists, and those that it imports. */
function providersOf(module: Type): Type[] {
  const listed = (key: string) => ((Reflect.getMetadata(key, module) ?? []) as unknown[]).filter((entry): entry is Type => typeof entry === 'function');
  return unique([...listed(MODULE_METADATA.PROVIDERS), ...listed(MODULE_METADATA.IMPORTS).flatMap(providersOf)]);
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
