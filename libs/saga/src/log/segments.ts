import { open, mkdir, readdir, readFile, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { LogRecord } from './event-log.js';

/** What a frame of the file says. */
export type Frame =
  | { kind: 'records'; records: LogRecord[] }
  | { kind: 'positions'; group: string; positions: Record<string, number> }
  | { kind: 'topics'; topics: Record<string, number> };

const HEADER = 8;
const RECORDS = 1;
const JSON_FRAME = 2;

interface Pending {
  /** What to write; 'a new file' to begin one in this place. */
  what: Buffer | 'a new file';
  durable: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * An append-only file in segments. A frame is `length, crc32, payload` (little endian); a torn last frame, as a crash leaves it, is cut off.
 * Writes that wait together share one write and one fdatasync.
 */
export class Segments {
  private file: FileHandle | undefined;
  private size = 0;
  private pending: Pending[] = [];
  private writing: Promise<void> | undefined;
  private failure: unknown;
  /** Numbers of the segments on disk, oldest first. */
  private numbers: number[] = [];

  constructor(
    private readonly directory: string,
    private readonly sync: boolean,
  ) {}

  /** Reads all frames, oldest first, cutting off a torn tail, and opens the last segment for appending. */
  async open(visit: (frame: Frame, segment: number) => void): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    const names = (await readdir(this.directory)).filter((name) => /^\d{8}\.log$/.test(name)).sort();
    this.numbers = names.map((name) => Number(name.slice(0, 8)));
    let end = 0;
    for (const number of this.numbers) end = parse(await readFile(this.path(number)), (frame) => visit(frame, number));
    if (this.numbers.length === 0) this.numbers.push(1);
    this.file = await open(this.path(this.numbers.at(-1)!), 'a');
    await this.file.truncate(end);
    this.size = end;
  }

  get currentSize(): number {
    return this.size;
  }

  get current(): number {
    return this.numbers.at(-1)!;
  }

  get oldest(): number {
    return this.numbers[0]!;
  }

  /** Resolves when written and, if asked for, on the disk. */
  append(frame: Frame, durable: boolean): Promise<void> {
    const bytes = encode(frame);
    this.size += bytes.length;
    return this.queue(bytes, durable);
  }

  /** Starts a new segment for all that is appended from now on; the first must be what may not be lost when older ones are removed. */
  rotate(): Promise<void> {
    this.size = 0;
    return this.queue('a new file', true);
  }

  async removeOldest(): Promise<void> {
    await unlink(this.path(this.numbers.shift()!));
  }

  /** Reads everything that is on disk now. */
  async scan(visit: (frame: Frame) => void): Promise<void> {
    await this.queue(Buffer.alloc(0), false);
    for (const number of [...this.numbers]) parse(await readFile(this.path(number)), visit);
  }

  async close(): Promise<void> {
    while (this.writing) await this.writing;
    await this.file?.close();
    this.file = undefined;
    this.failure = new Error('The event log is closed.');
  }

  private path(number: number): string {
    return join(this.directory, `${String(number).padStart(8, '0')}.log`);
  }

  /** In this order, whatever it is: so nobody has to wait for a moment in which nobody writes, which may never come. */
  private queue(what: Pending['what'], durable: boolean): Promise<void> {
    if (this.failure) return Promise.reject(this.failure as Error);
    return new Promise((resolve, reject) => {
      this.pending.push({ what, durable, resolve, reject });
      this.writing ??= this.write();
    });
  }

  private async write(): Promise<void> {
    while (this.pending.length > 0) {
      const change = this.pending.findIndex(({ what }) => what === 'a new file');
      const batch = this.pending.splice(0, change < 0 ? Infinity : Math.max(change, 1));
      try {
        await (change === 0 ? this.replaceFile() : this.writeAll(batch));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // After a failed write the file's end is unknown: refuse everything until it was opened, and cut, anew.
        this.failure = error;
        for (const { reject } of [...batch, ...this.pending.splice(0)]) reject(error);
      }
    }
    // In the same breath as the last look at what is pending: whatever comes now starts a new round.
    this.writing = undefined;
  }

  private async writeAll(batch: readonly Pending[]): Promise<void> {
    await this.file!.appendFile(batch.length === 1 ? (batch[0]!.what as Buffer) : Buffer.concat(batch.map(({ what }) => what as Buffer)));
    if (this.sync && batch.some(({ durable }) => durable)) await this.file!.datasync();
  }

  private async replaceFile(): Promise<void> {
    await this.file!.datasync();
    await this.file!.close();
    this.numbers.push(this.current + 1);
    this.file = await open(this.path(this.current), 'a');
  }
}

function encode(frame: Frame): Buffer {
  const payload = frame.kind === 'records' ? encodeRecords(frame.records) : Buffer.from(`${String.fromCharCode(JSON_FRAME)}${JSON.stringify(frame)}`);
  const bytes = Buffer.allocUnsafe(HEADER + payload.length);
  bytes.writeUInt32LE(payload.length, 0);
  bytes.writeUInt32LE(crc32(payload), 4);
  payload.copy(bytes, HEADER);
  return bytes;
}

function encodeRecords(records: readonly LogRecord[]): Buffer {
  const parts = records.map((record) => {
    const head = Buffer.from(JSON.stringify([record.topic, record.partition, Number(record.offset), record.timestamp, record.key, record.headers]));
    return { head, value: record.value };
  });
  const bytes = Buffer.allocUnsafe(5 + parts.reduce((sum, { head, value }) => sum + 8 + head.length + value.length, 0));
  bytes.writeUInt8(RECORDS, 0);
  bytes.writeUInt32LE(parts.length, 1);
  let at = 5;
  for (const { head, value } of parts) {
    at = bytes.writeUInt32LE(head.length, at);
    at = bytes.writeUInt32LE(value.length, at);
    head.copy(bytes, at);
    at += head.length;
    bytes.set(value, at);
    at += value.length;
  }
  return bytes;
}

function decodeRecords(payload: Buffer): LogRecord[] {
  const records: LogRecord[] = [];
  let at = 5;
  for (let n = payload.readUInt32LE(1); n > 0; n--) {
    const headLength = payload.readUInt32LE(at);
    const valueLength = payload.readUInt32LE(at + 4);
    at += 8;
    const [topic, partition, offset, timestamp, key, headers] = JSON.parse(payload.toString('utf8', at, at + headLength)) as [
      string, number, number, number, string, Record<string, string>,
    ];
    at += headLength;
    records.push({ topic, partition, offset: String(offset), timestamp, key, headers, value: payload.subarray(at, at + valueLength) });
    at += valueLength;
  }
  return records;
}

/** Visits every whole frame; returns where the good part ends. */
function parse(bytes: Buffer, visit: (frame: Frame) => void): number {
  let at = 0;
  while (at + HEADER <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    const end = at + HEADER + length;
    if (length === 0 || end > bytes.length) break;
    const payload = bytes.subarray(at + HEADER, end);
    if (crc32(payload) !== bytes.readUInt32LE(at + 4)) break;
    visit(payload[0] === RECORDS ? { kind: 'records', records: decodeRecords(payload) } : (JSON.parse(payload.toString('utf8', 1)) as Frame));
    at = end;
  }
  return at;
}
