import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { freePorts } from './cluster.js';

describe('free ports', () => {
  it('are none that the system gives away by itself, and none is given twice', async () => {
    const ports = (await Promise.all(Array.from({ length: 20 }, () => freePorts(50)))).flat();
    expect(new Set(ports).size).toBe(1_000);
    const any = createServer().listen(0, '127.0.0.1');
    await once(any, 'listening');
    // What anybody gets who listens on any port lies above them, on every system that we know.
    expect((any.address() as AddressInfo).port).toBeGreaterThan(Math.max(...ports));
    any.close();
    if (process.platform === 'linux') expect(Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/)[0])).toBeGreaterThan(Math.max(...ports));
  });
});
