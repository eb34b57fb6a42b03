import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/** Gauges with names of counters, which the others tell as well. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** What Node tells of this process, whichever services it runs: event loop, collected garbage, memory, files. From the first call on. */
export function processMetrics(): Registry {
  if (!registry) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
    for (const name of MISNAMED) registry.removeSingleMetric(name);
  }
  return registry;
}
