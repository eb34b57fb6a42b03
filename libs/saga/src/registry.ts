import { milliseconds } from './clock.js';
import type { Catalogue, EventType } from './event.js';
import { projectionOf, type EntityClass } from './projection.js';
import { handlersOf, type AnyEvent, type HandlerDescription, type Heard, type Recording, type Task } from './handlers.js';
import type { Tx } from './tx.js';

export type Answer = void | undefined | AnyEvent | AnyEvent[];

interface Bound<K extends HandlerDescription['kind']> {
  readonly id: string;
  readonly description: Extract<HandlerDescription, { kind: K }>;
}

export interface EventHandler extends Bound<'step' | 'compensate' | 'listener'> {
  /** What the inbox keys it by: the saga's key when a compensation depends on it, else the event's id. */
  readonly once: 'per key' | 'per event';
  /** The step that this compensation undoes. */
  readonly undoes: EventHandler | undefined;
  /** Armed when the step is done. */
  readonly deadline: { handler: string; after: number } | undefined;
  invoke(payload: unknown, tx: Tx, heard: Heard): Promise<Answer>;
}

export interface DeadlineHandler extends Bound<'deadline'> {
  invoke(task: Task, tx: Tx): Promise<Answer>;
}

export interface ErrandHandler extends Bound<'errand'> {
  invoke(task: Task): Promise<Recording<readonly EventType[]>>;
}

/** The handlers of one class: they read the log together, so that what happens to one key happens in turn. */
export interface Consumer {
  readonly group: string;
  readonly topics: readonly string[];
  readonly byEvent: ReadonlyMap<string, EventHandler>;
  /** The tables of a projection, which can be made anew from the log; undefined for all others. */
  readonly projection: readonly EntityClass[] | undefined;
  /** Called when they have been. */
  readonly rebuilt: (() => Promise<void>) | undefined;
}

type Instance = Record<string, (...args: unknown[]) => unknown>;

/** The consumer group of a class that hears events. */
export function groupOf(service: string, type: { name: string }): string {
  return `${service}.${type.name}`;
}

/** Everything a service does for events and tasks, found in its providers and checked at boot. */
export class Registry {
  readonly consumers: Consumer[] = [];
  readonly deadlines = new Map<string, DeadlineHandler>();
  readonly errands = new Map<string, ErrandHandler>();
  private readonly names = new Set<string>();
  private readonly problems: string[] = [];

  /** @throws Error that lists everything wrong with the handlers, and what to write instead. */
  constructor(
    private readonly service: string,
    private readonly catalogue: Catalogue,
    providers: readonly object[],
  ) {
    for (const provider of providers) this.add(provider as Instance);
    if (this.problems.length > 0) {
      throw new Error(`The saga handlers of "${service}" cannot start:\n${this.problems.map((problem) => `- ${problem}`).join('\n')}`);
    }
  }

  private add(instance: Instance): void {
    const type = instance.constructor as unknown as { name: string };
    const descriptions = handlersOf(instance.constructor);
    if (descriptions.length === 0) return;
    if (this.names.has(type.name)) this.problems.push(`there are two classes named ${type.name}; inbox entries are kept by that name, rename one.`);
    this.names.add(type.name);
    const id = (method: string) => `${this.service}/${type.name}.${method}`;
    for (const description of descriptions) this.check(type.name, description, descriptions);
    if (projectionOf(instance.constructor)) this.checkProjection(type.name, descriptions);
    for (const description of descriptions) {
      const call = (...args: unknown[]) => Promise.resolve(instance[description.method]!(...args));
      if (description.kind === 'deadline') {
        this.deadlines.set(id(description.method), { id: id(description.method), description, invoke: (task, tx) => call(task, tx) as Promise<Answer> });
      } else if (description.kind === 'errand') {
        this.errands.set(id(description.method), { id: id(description.method), description, invoke: (task) => call(task) as Promise<never> });
      }
    }
    const byEvent = this.bindEvents(instance, type.name, descriptions);
    if (byEvent.size === 0) return;
    const topics = [...new Set([...byEvent.keys()].map((name) => this.catalogue.find(name)?.topic ?? name))];
    this.consumers.push({ group: groupOf(this.service, type), topics, byEvent, projection: projectionOf(instance.constructor), rebuilt: rebuiltOf(instance) });
  }

  private bindEvents(instance: Instance, className: string, descriptions: HandlerDescription[]): Map<string, EventHandler> {
    const id = (method: string) => `${this.service}/${className}.${method}`;
    const steps = new Map<string, EventHandler>();
    const byEvent = new Map<string, EventHandler>();
    const bind = (description: EventHandler['description'], extra: Pick<EventHandler, 'once' | 'undoes' | 'deadline'>) => {
      const handler: EventHandler = {
        id: id(description.method),
        description,
        ...extra,
        invoke: async (payload, tx, heard) => (await instance[description.method]!(payload, tx, heard)) as Answer,
      };
      for (const event of description.on) {
        const other = byEvent.get(event.eventName);
        if (other) {
          this.problems.push(`${className}.${description.method} and ${other.description.method} both hear ${event.eventName}; do it in one method, or in two classes.`);
        }
        byEvent.set(event.eventName, handler);
      }
      return handler;
    };
    for (const description of descriptions) {
      if (description.kind === 'step') {
        const undone = descriptions.some((other) => other.kind === 'compensate' && other.step === description.method);
        const deadline = descriptions.find((other) => other.kind === 'deadline' && other.step === description.method);
        const after = description.deadline ? milliseconds(description.deadline) : undefined;
        steps.set(
          description.method,
          bind(description, {
            once: undone ? 'per key' : 'per event',
            undoes: undefined,
            deadline: deadline && after !== undefined ? { handler: id(deadline.method), after } : undefined,
          }),
        );
      } else if (description.kind === 'listener') bind(description, { once: 'per event', undoes: undefined, deadline: undefined });
    }
    for (const description of descriptions) {
      if (description.kind !== 'compensate') continue;
      bind(description, { once: 'per key', undoes: steps.get(description.step), deadline: undefined });
    }
    return byEvent;
  }

  private check(className: string, description: HandlerDescription, all: HandlerDescription[]): void {
    const where = `${className}.${description.method}`;
    const heard = 'on' in description ? description.on : [];
    for (const event of [...heard, ...description.emits]) {
      if (this.catalogue.find(event.eventName) !== event) {
        this.problems.push(`${where} uses ${event.eventName}, which is not in the catalogue; add it there (one line).`);
      }
    }
    if (description.kind === 'step') this.checkStep(where, description, all);
    if (description.kind === 'compensate') {
      if (!all.some((other) => other.kind === 'step' && other.method === description.step)) {
        this.problems.push(`${where} undoes "${description.step}", which is no @Step of ${className}; name the step's method.`);
      }
      if (all.some((other) => other !== description && other.kind === 'compensate' && other.step === description.step)) {
        this.problems.push(`${where} is a second compensation of "${description.step}"; a step is undone in one place.`);
      }
    }
    if (description.kind === 'deadline' && description.step !== undefined) {
      const step = all.find((other) => other.kind === 'step' && other.method === description.step);
      if (!step || step.kind !== 'step' || !step.deadline) {
        this.problems.push(`${where} waits for the deadline of "${description.step}"; write @Step({ …, deadline: '3m' }) on that method.`);
      }
    }
  }

  /** What it did once it must be able to do again, unnoticed. */
  private checkProjection(className: string, descriptions: readonly HandlerDescription[]): void {
    for (const { kind, method, emits } of descriptions) {
      if (kind !== 'listener' || emits.length > 0) {
        this.problems.push(`${className}.${method} stands in a @Projection, which only has @Listeners that say nothing; move it to a class of its own.`);
      }
    }
  }

  private checkStep(where: string, step: Extract<HandlerDescription, { kind: 'step' }>, all: HandlerDescription[]): void {
    const undone = all.some((other) => other.kind === 'compensate' && other.step === step.method);
    if (!undone && step.compensation !== 'none') {
      this.problems.push(`${where} has no compensation; write @Compensate({ step: '${step.method}', on: … }) in its class, or compensation: 'none' when there is nothing to undo.`);
    }
    if (undone && step.compensation === 'none') {
      this.problems.push(`${where} says compensation: 'none' but has one; remove the one or the other.`);
    }
    if (step.deadline && !all.some((other) => other.kind === 'deadline' && other.step === step.method)) {
      this.problems.push(`${where} has a deadline that nobody hears; write @Deadline({ step: '${step.method}' }) in its class.`);
    }
  }
}

/** The events of an answer. @throws Error on one that the handler did not declare. */
export function saidBy(handler: Bound<HandlerDescription['kind']>, answer: Answer): AnyEvent[] {
  const events = answer === undefined ? [] : Array.isArray(answer) ? answer : [answer];
  for (const event of events) {
    if (!handler.description.emits.includes(event.type)) {
      throw new Error(`${handler.id} said ${event.name} without declaring it; add it to emits.`);
    }
  }
  return events;
}

function rebuiltOf(instance: object): (() => Promise<void>) | undefined {
  const { rebuilt } = instance as { rebuilt?: () => Promise<void> };
  return rebuilt?.bind(instance);
}
