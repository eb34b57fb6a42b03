import type { ServiceDefinition as GrpcDefinition } from '@grpc/grpc-js';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { SettingDeclarations, Settings } from '../config/settings.js';
import type { EntityClass, MigrationClass } from '../database/data-source.js';
import type { Recovery } from '@demae/saga';
import type { Survey } from '../metrics/surveys.js';

/** A service that speaks HTTP instead of gRPC: the gateway. */
export interface HttpDefinition {
  /** Fastify with its options (body limit and so on); a plain one by default. */
  adapter?(settings: Settings): FastifyAdapter;
  /** Pipes, filters, documents, hooks: everything that has to stand before the first request. */
  configure?(app: NestFastifyApplication, settings: Settings): void | Promise<void>;
}

/** All that the platform needs to know to run a service. */
export interface ServiceDefinition {
  /** One word, lower case: names its settings, its consumer groups and its log lines. */
  name: string;
  module: Type;
  /** What is kept in its own database, in the order in which a unit of work writes: parents first. */
  entities?: readonly EntityClass[];
  /** Those of its own tables; the saga kit's come by themselves. Class names end in 13 digits. */
  migrations?: readonly MigrationClass[];
  /** The gRPC services that its controllers answer, each with all its methods. */
  grpc?: readonly GrpcDefinition[];
  http?: HttpDefinition;
  /** The services that it asks, by name: each that it takes a client of (Peers). */
  peers?: readonly string[];
  /** What it does, when its database is restored, with what it had said itself since. */
  recoveries?: readonly Recovery[];
  /** Figures of its own, which it has to look up in its database. */
  surveys?: readonly Survey[];
  /** Settings of its own, besides those that every service has. */
  settings?: SettingDeclarations;
}

/** Checks what the compiler cannot. @throws Error that says what to write. */
export function defineService(definition: ServiceDefinition): ServiceDefinition {
  if (!/^[a-z]+(-[a-z]+)*$/.test(definition.name)) throw new Error(`Service name "${definition.name}" must be a lower-case word, like "inventory".`);
  if (definition.http && definition.grpc) throw new Error(`Service "${definition.name}" speaks either HTTP or gRPC, not both.`);
  return definition;
}

/** Whether the service keeps data of its own, and so may take part in sagas. */
export function hasDatabase({ entities, migrations }: ServiceDefinition): boolean {
  return entities !== undefined || migrations !== undefined;
}
