import 'reflect-metadata';
import type { Duration } from './clock.js';
import type { EventType, SagaEvent } from './event.js';
import type { Tx } from './tx.js';

/** About the event at hand. */
export interface Heard {
  readonly id: string;
  readonly name: string;
  /** The aggregate's id: within a saga, what all its events have in common. */
  readonly key: string;
  readonly at: Date;
  /** 1 at first, more when earlier tries failed. */
  readonly attempt: number;
  /** It was heard once already, by a database that has been restored since: what left the platform then has left it. */
  readonly again: boolean;
}

/** A durable piece of work for later: a deadline that passed, or an errand to the outside world. */
export interface Task<D = unknown> {
  /** Stays the same over all tries: the idempotency key for the outside world. */
  readonly id: string;
  readonly key: string;
  readonly data: D;
  readonly attempt: number;
}

type Types = EventType | readonly EventType[];
/** Of several events, any one's: what is common to all may be taken for granted. */
type PayloadOf<T extends Types> =
  T extends readonly (infer E)[] ? (E extends EventType<string, infer P> ? P : never) : T extends EventType<string, infer P> ? P : never;
type Said<E extends readonly EventType[]> = ReturnType<E[number]>;
type Answer<E extends readonly EventType[]> = void | undefined | Said<E> | Said<E>[];
type MaybePromise<T> = T | Promise<T>;
type Method<A extends unknown[], R> = <M extends (...args: A) => R>(target: object, name: string, descriptor: TypedPropertyDescriptor<M>) => void;
/** Like Method, and the class must have a method of that name. */
type TiedMethod<S extends string, A extends unknown[], R> = <M extends (...args: A) => R>(
  target: Record<S, (...args: never[]) => unknown>,
  name: string,
  descriptor: TypedPropertyDescriptor<M>,
) => void;

interface Common {
  method: string;
  emits: readonly EventType[];
}
export type HandlerDescription =
  | (Common & { kind: 'step'; on: readonly EventType[]; compensation: 'none' | undefined; deadline: Duration | undefined })
  | (Common & { kind: 'compensate'; on: readonly EventType[]; step: string })
  | (Common & { kind: 'listener'; on: readonly EventType[] })
  | (Common & { kind: 'deadline'; step: string | undefined })
  | (Common & { kind: 'errand' });

const KEY = Symbol.for('demae.saga.handlers');

/** What the decorators of a class have declared, in the order of its methods. */
export function handlersOf(type: object): HandlerDescription[] {
  return (Reflect.getOwnMetadata(KEY, type) as HandlerDescription[] | undefined) ?? [];
}

function declare(target: object, description: HandlerDescription): void {
  const type = target.constructor;
  Reflect.defineMetadata(KEY, [...handlersOf(type), description], type);
}

const list = (types: Types): readonly EventType[] => (typeof types === 'function' ? [types] : types);

/**
 * A service's part in a saga. Runs in one local transaction with its inbox entry and the events it returns.
 * - With a `@Compensate` in the same class it runs at most once per key, and never after it was called off.
 * - Without one say `compensation: 'none'`; it then runs once per event.
 * - `deadline: '3m'` arms the class's `@Deadline({ step })` when the step is done.
 *
 * Return an event to say it. A business "no" is a returned event that `fails`; a technical failure is a throw: it is rolled back and tried again.
 */
export function Step<T extends Types, const E extends readonly EventType[] = []>(options: {
  on: T;
  emits?: E;
  compensation?: 'none';
  deadline?: Duration;
}): Method<[payload: PayloadOf<T>, tx: Tx, heard: Heard], MaybePromise<Answer<E>>> {
  return (target, method) =>
    declare(target, {
      kind: 'step',
      method,
      on: list(options.on),
      emits: options.emits ?? [],
      compensation: options.compensation,
      deadline: options.deadline,
    });
}

/**
 * Undoes a step of the same class. Runs at most once, and only if the step was done; when it comes first, the step is called off.
 * It may not refuse: when it throws it is tried again, then parked with an alarm.
 */
export function Compensate<S extends string, T extends Types, const E extends readonly EventType[] = []>(options: {
  step: S;
  on: T;
  emits?: E;
}): TiedMethod<S, [payload: PayloadOf<T>, tx: Tx, heard: Heard], MaybePromise<Answer<E>>> {
  return (target, method) =>
    declare(target, { kind: 'compensate', method, step: options.step, on: list(options.on), emits: options.emits ?? [] });
}

/** For those nobody waits for (mail, displays, reports): once per event, no compensation. */
export function Listener<T extends Types, const E extends readonly EventType[] = []>(options: {
  on: T;
  emits?: E;
}): Method<[payload: PayloadOf<T>, tx: Tx, heard: Heard], MaybePromise<Answer<E>>> {
  return (target, method) => declare(target, { kind: 'listener', method, on: list(options.on), emits: options.emits ?? [] });
}

/**
 * Runs when a deadline passes: one armed by `@Step({ deadline })` of the same class (name it in `step`), or by `tx.remind`.
 * It looks at the state itself: what it waited for may have come meanwhile.
 */
export function Deadline<S extends string = never, const E extends readonly EventType[] = []>(options?: {
  step?: S;
  emits?: E;
}): TiedMethod<S, [task: Task<any>, tx: Tx], MaybePromise<Answer<E>>> {
  return (target, method) => declare(target, { kind: 'deadline', method, step: options?.step, emits: options?.emits ?? [] });
}

/** Records the outside world's answer, in the transaction that ends the errand. */
export type Recording<E extends readonly EventType[]> = (tx: Tx) => MaybePromise<Answer<E>>;

/**
 * Talks to the outside world, outside of any transaction, as asked for with `tx.send`. Returns what records the answer.
 * A throw means "not known whether it happened": it is tried again, with the same `task.id`, for as long as it takes.
 */
export function Errand<const E extends readonly EventType[] = []>(options?: {
  emits?: E;
}): Method<[task: Task<any>], Promise<Recording<E>>> {
  return (target, method) => declare(target, { kind: 'errand', method, emits: options?.emits ?? [] });
}

/** Any event, as handlers return them. */
export type AnyEvent = SagaEvent<string, any>;
