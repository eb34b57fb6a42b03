import type { Person } from './http.js';

export interface ServerSentEvent {
  id: string | undefined;
  event: string;
  data: Record<string, unknown>;
}

/** Server-sent events of one answer, as they come: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export class Stream {
  readonly events: ServerSentEvent[] = [];
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
  private readonly watchers = new Set<() => void>();

  private constructor(readonly answer: Response) {
    this.ended = this.read();
  }

  static async open(person: Person, path: string, headers: Record<string, string> = {}): Promise<Stream> {
    const authorization = `Bearer ${person.accessToken!}`;
    return new Stream(await fetch(person.url + path, { headers: { authorization, ...headers }, signal: AbortSignal.timeout(110_000) }));
  }

  of(event: string): ServerSentEvent[] {
    return this.events.filter((one) => one.event === event);
  }

  /** Resolves once such an event has come. */
  async until(event: string): Promise<void> {
    while (this.of(event).length === 0) await new Promise<void>((resolve) => this.watchers.add(resolve));
  }

  private async read(): Promise<void> {
    let rest = '';
    for await (const chunk of this.answer.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) this.note(block);
      for (const watcher of this.watchers) watcher();
      this.watchers.clear();
    }
  }

  private note(block: string): void {
    const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
    const data = fields.get('data');
    if (data !== undefined) this.events.push({ id: fields.get('id'), event: fields.get('event')!, data: JSON.parse(data) as Record<string, unknown> });
  }
}
