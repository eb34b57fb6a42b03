import type { Socket } from 'node:net';
import { createRequire } from 'node:module';

/** What the repair below touches of kafkajs' own Connection (kafkajs 2.2.4, src/network/connection.js), which outlives its sockets. */
interface Connection {
  socket: Socket | undefined;
  /** What has come of an answer that is not complete. */
  chunks: Buffer[];
  bytesBuffered: number;
  bytesNeeded: number;
  isConnected(): boolean;
  connect(): Promise<true>;
  disconnect(): Promise<true>;
}

/** Every answer begins with its length, bytes. */
const LENGTH = 4;

/**
 * Repairs kafkajs 2.2.4 at runtime: when a broker ends in the middle of an answer, what has come of it stays in front of whatever the next
 * socket to that broker brings, so that no answer is understood any more and every request waits in vain. And a socket that is gone is ended
 * again with every try to connect, of which Node warns after ten (`MaxListenersExceededWarning`).
 * Here each socket begins with nothing, and one that is gone is forgotten.
 */
export function repairConnection(): void {
  const { prototype: connection } = createRequire(import.meta.url)('kafkajs/src/network/connection.js') as { prototype: Connection };
  const { connect, disconnect } = connection;
  connection.connect = function (this: Connection) {
    if (!this.isConnected()) Object.assign(this, { chunks: [], bytesBuffered: 0, bytesNeeded: LENGTH });
    return connect.call(this);
  };
  connection.disconnect = async function (this: Connection) {
    if (this.socket?.destroyed) this.socket = undefined;
    return disconnect.call(this);
  };
}
