import { createHash, randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096);
let used = pool.length;
let lastMs = 0;
let sequence = 0;

/**
 * A UUIDv7 (RFC 9562): sortable by creation within this process, 62 random bits.
 * The 12 bits after the millisecond count up within it, so that ids made together keep their order.
 */
export function newId(): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += 10));
  let now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    sequence = ((random[8]! << 8) | random[9]!) & 0x7ff;
  } else if (++sequence > 0xfff) {
    // The millisecond is full (or the clock went back): borrow the next one.
    lastMs += 1;
    sequence = 0;
  }
  now = lastMs;
  const time = now.toString(16).padStart(12, '0');
  const counter = sequence.toString(16).padStart(3, '0');
  random[0] = (random[0]! & 0x3f) | 0x80;
  const tail = random.subarray(0, 8).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/**
 * The one id that belongs to something for a purpose ("payment" of an order): whoever makes it again, after a restored backup for example, makes
 * the same one. A UUIDv7 with the time of the id that it comes from.
 */
export function derivedId(from: string, purpose: string): string {
  const hash = createHash('sha256').update(`${purpose}\u0000${from}`).digest();
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  const time = /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(from) ? from.slice(0, 13) : `${hex.slice(0, 8)}-${hex.slice(8, 12)}`;
  return `${time}-7${hex.slice(13, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
