import type { Type } from '@nestjs/common';
import { ownerOf, type Catalogue, type EventType } from './event.js';
import { handlersOf, type HandlerDescription } from './handlers.js';
import { groupOf } from './registry.js';

export interface MappedService {
  name: string;
  /** The classes listed in its module; those without handlers are passed over. */
  providers: readonly Type[];
}

export interface MappedHandler {
  service: string;
  /** The consumer group that its class is. */
  group: string;
  /** "HoldStock.hold" */
  handler: string;
  description: HandlerDescription;
  compensatedBy: string | undefined;
}

/** Who hears what, does what, says what, and what undoes it: read from the decorators, so it cannot be out of date. */
export class SagaMap {
  /** In the order of the services, their providers and the methods of those. */
  readonly handlers: readonly MappedHandler[];

  constructor(
    readonly catalogue: Catalogue,
    services: readonly MappedService[],
  ) {
    this.handlers = services.flatMap(({ name, providers }) =>
      providers.flatMap((type) => {
        const all = handlersOf(type);
        return all.map((description) => {
          const undo = all.find((other) => other.kind === 'compensate' && other.step === description.method);
          return { service: name, group: groupOf(name, type), handler: `${type.name}.${description.method}`, description, compensatedBy: undo && `${type.name}.${undo.method}` };
        });
      }),
    );
  }

  /** What is wrong with the choreography as a whole, in sentences; empty when nothing is. */
  problems(): string[] {
    const problems: string[] = [];
    for (const event of this.catalogue.all()) {
      const heard = this.hearers(event);
      if (heard.length === 0 && !event.informational) {
        problems.push(`Nobody hears ${event.eventName}. Write a @Step or @Listener for it, or declare it informational.`);
      }
      if (event.fails && !heard.some(({ description }) => description.kind === 'step')) {
        problems.push(`${event.eventName} fails a saga, but no @Step hears it: the saga would hang.`);
      }
    }
    for (const { service, handler, description } of this.handlers) {
      for (const event of description.emits) {
        const owner = ownerOf(event.topic);
        if (owner !== service) problems.push(`${service}'s ${handler} says ${event.eventName}, which only ${owner} may publish: an event has one publisher.`);
      }
    }
    return problems;
  }

  /** The map as Markdown with a Mermaid diagram. */
  toMarkdown(): string {
    return [
      '# The choreography',
      '',
      'Made from the decorators by `npm run sagas`; `npm run check` fails when it is stale.',
      '',
      '```mermaid',
      'flowchart TD',
      ...this.diagram(),
      '```',
      '',
      'Solid arrows are steps, dotted ones compensations. Failures are red; listeners are left out of the picture.',
      '',
      ...this.catalogue.all().flatMap((event) => this.section(event)),
      ...this.later(),
    ].join('\n');
  }

  private hearers(event: EventType): MappedHandler[] {
    return this.handlers.filter(({ description }) => 'on' in description && description.on.includes(event));
  }

  private diagram(): string[] {
    const id = (event: EventType) => event.eventName.replaceAll(/[.-]/g, '_');
    const drawn = new Set<EventType>();
    const arrows: string[] = [];
    for (const { service, description } of this.handlers) {
      if (description.kind !== 'step' && description.kind !== 'compensate') continue;
      const arrow = description.kind === 'step' ? '-->' : '-.->';
      for (const cause of description.on) {
        const said = description.emits.filter((event) => !event.informational && this.hearers(event).some((entry) => entry.description.kind !== 'listener'));
        drawn.add(cause);
        for (const event of said) {
          drawn.add(event);
          arrows.push(`  ${id(cause)} ${arrow}|${service}: ${description.method}| ${id(event)}`);
        }
        if (said.length === 0) arrows.push(`  ${id(cause)} ${arrow}|${description.method}| ${service}`);
      }
    }
    const nodes = [...drawn].map((event) => `  ${id(event)}([${event.eventName}])${event.fails ? ':::fails' : ''}`);
    return [...nodes, ...arrows, '  classDef fails stroke:#c00,color:#c00'];
  }

  private section(event: EventType): string[] {
    const heard = this.hearers(event);
    const head = [`## ${event.eventName}`, '', `Published on \`${event.topic}\`${event.fails ? '; fails the saga' : ''}${event.informational ? '; informational' : ''}.`, ''];
    if (heard.length === 0) return [...head, 'Nobody has to hear it.', ''];
    const rows = heard.map(({ service, handler, description, compensatedBy }) => {
      const undone = description.kind === 'step' ? (compensatedBy ? `\`${compensatedBy}\`` : 'nothing to undo') : description.kind === 'compensate' ? `undoes \`${description.step}\`` : '';
      const said = description.emits.map(({ eventName }) => `\`${eventName}\``).join(', ');
      const deadline = description.kind === 'step' && description.deadline ? ` (deadline ${description.deadline})` : '';
      return `| ${service} | \`${handler}\`${deadline} | ${description.kind} | ${said} | ${undone} |`;
    });
    return [...head, '| heard by | handler | as | says | undone by |', '|---|---|---|---|---|', ...rows, ''];
  }

  private later(): string[] {
    const rows = this.handlers
      .filter(({ description }) => description.kind === 'deadline' || description.kind === 'errand')
      .map(({ service, handler, description }) => `| ${service} | \`${handler}\` | ${description.kind} | ${description.emits.map(({ eventName }) => `\`${eventName}\``).join(', ')} |`);
    return ['## Deadlines and errands', '', '| service | handler | is a | says |', '|---|---|---|---|', ...rows, ''];
  }
}
