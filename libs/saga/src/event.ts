/** What a wire format must offer; ts-proto's generated message objects fit as they are. */
export interface Codec<P> {
  encode(message: P): { finish(): Uint8Array };
  decode(bytes: Uint8Array): P;
}

/** An event about to be said: made by calling its type with the payload. */
export interface SagaEvent<N extends string = string, P = unknown> {
  readonly name: N;
  readonly type: EventType<N, P>;
  readonly payload: P;
}

/** A declared event: callable with its payload, and everything the kit needs to carry it. */
export interface EventType<N extends string = string, P = any> {
  (payload: P): SagaEvent<N, P>;
  /** `service.what-happened`, in the past tense; the CloudEvents type on the wire. */
  readonly eventName: N;
  /** The publishing service's topic. */
  readonly topic: string;
  /** The aggregate the event is about: events of one key stay in order. */
  keyOf(payload: P): string;
  /** A business "no": the step that returns it is refused and never compensated. */
  readonly fails: boolean;
  /** A fact that need not be heard by any step or listener. */
  readonly informational: boolean;
  encode(payload: P): Uint8Array;
  decode(bytes: Uint8Array): P;
}

type StringField<P> = { [K in keyof P]: P[K] extends string ? K : never }[keyof P] & string;

export interface EventDeclaration<N extends string, P> {
  name: N;
  topic: string;
  codec: Codec<P>;
  /** The payload's field that identifies the aggregate. */
  key: StringField<P>;
  /** Only a payload with a `reason` can fail a saga: people will ask why. */
  fails?: P extends { reason: string } ? boolean : false;
  informational?: boolean;
}

/** The service that publishes on a topic: it alone may. */
export const ownerOf = (topic: string) => topic.split('.', 1)[0]!;

const NAME = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/;

/**
 * Declares an event once. The result is both its constructor (`OrderCreated({ … })`) and its description.
 * @throws Error when the name is not `service.what-happened`.
 */
export function defineEvent<const N extends string, P>(declaration: EventDeclaration<N, P>): EventType<N, P> {
  const { name, topic, codec, key } = declaration;
  if (!NAME.test(name)) throw new Error(`Event name "${name}" must look like "service.what-happened" (lower case, past tense).`);
  const type = (payload: P): SagaEvent<N, P> => ({ name, type: type as EventType<N, P>, payload });
  return Object.assign(type, {
    eventName: name,
    topic,
    keyOf: (payload: P) => payload[key] as string,
    fails: declaration.fails === true,
    informational: declaration.informational === true,
    encode: (payload: P) => codec.encode(payload).finish(),
    decode: (bytes: Uint8Array) => codec.decode(bytes),
  });
}

/** All events that a platform knows, by name. */
export class Catalogue {
  private readonly types = new Map<string, EventType>();

  constructor(types: readonly EventType[]) {
    for (const type of types) {
      if (this.types.has(type.eventName)) throw new Error(`Event "${type.eventName}" is declared twice; names are unique.`);
      this.types.set(type.eventName, type);
    }
  }

  find(name: string): EventType | undefined {
    return this.types.get(name);
  }

  all(): EventType[] {
    return [...this.types.values()];
  }

  /** Every topic that some event is published to. */
  topics(): string[] {
    return [...new Set(this.all().map((type) => type.topic))];
  }
}
