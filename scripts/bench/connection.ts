import { connect, type Socket } from 'node:net';

interface Waiting {
  done(): void;
  fail(error: Error): void;
}

/**
 * One keep-alive connection with one request at a time. On a socket and not on node:http, which takes several times as much of the
 * processors that the platform is to be measured on (0.03 ms).
 */
export class Connection {
  private received = '';
  private waiting: Waiting | undefined;
  private wanted = '';

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    // Lengths in bytes are lengths in characters then.
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => this.read(part));
    socket.on('error', (error) => this.waiting?.fail(error));
    socket.on('close', () => this.waiting?.fail(new Error('The platform closed a connection in the middle of a request.')));
  }

  static open(url: URL): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname, () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
      socket.once('error', reject);
    });
  }

  /** @throws Error for every answer of another status. */
  send(request: string, status: number): Promise<void> {
    return new Promise((done, fail) => {
      this.waiting = { done, fail };
      this.wanted = String(status);
      this.socket.write(request);
    });
  }

  /** Whether the platform still holds on to it: an idle one is closed in the end. */
  get isOpen(): boolean {
    return this.socket.writable && !this.socket.readableEnded;
  }

  close(): void {
    this.socket.destroy();
  }

  private read(part: string): void {
    this.received += part;
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.received.slice(0, end))?.[1];
    if (length === undefined) return this.answered(new Error(`An answer without its length: ${this.received.slice(0, end)}`));
    if (this.received.length < end + 4 + Number(length)) return;
    const status = this.received.slice('HTTP/1.1 '.length, end).split(' ', 1)[0];
    this.answered(status === this.wanted ? undefined : new Error(`${status} instead of ${this.wanted}: ${this.received.slice(end + 4)}`));
  }

  private answered(error: Error | undefined): void {
    const { waiting } = this;
    this.received = '';
    this.waiting = undefined;
    if (error) waiting?.fail(error);
    else waiting?.done();
  }
}
