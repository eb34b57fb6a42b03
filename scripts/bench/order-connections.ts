import { randomUUID } from 'node:crypto';
import { Connection } from './connection.js';

/** Places one and the same order again and again, each time under a new key, over as many connections as are needed at once. */
export class OrderConnections {
  private readonly free: Connection[] = [];
  private readonly head: string;
  private readonly tail: string;

  constructor(private readonly url: URL, token: string, order: unknown) {
    const body = JSON.stringify(order);
    const headers = [
      'POST /v1/orders HTTP/1.1', `host: ${url.host}`, `authorization: Bearer ${token}`, 'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`, 'idempotency-key: ',
    ];
    this.head = headers.join('\r\n');
    this.tail = `\r\n\r\n${body}`;
  }

  /** @throws Error for every answer but 201. */
  async place(): Promise<void> {
    let connection = this.free.pop();
    while (connection && !connection.isOpen) connection = this.free.pop();
    connection ??= await Connection.open(this.url);
    await connection.send(this.head + randomUUID() + this.tail, 201);
    this.free.push(connection);
  }

  close(): void {
    for (const connection of this.free.splice(0)) connection.close();
  }
}
