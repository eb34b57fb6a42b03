/** Whether a service is of use (`ready`) and worth keeping (`live`); both mean progress, not merely that the process runs. */
export interface ServiceHealth {
  ready: boolean;
  live: boolean;
  details: Record<string, unknown>;
}

/** Several services as one: of use when all are. */
export function combinedHealth(parts: Readonly<Record<string, ServiceHealth>>): ServiceHealth {
  const all = Object.values(parts);
  return {
    ready: all.length > 0 && all.every(({ ready }) => ready),
    live: all.every(({ live }) => live),
    details: Object.fromEntries(Object.entries(parts).map(([name, { ready, live, details }]) => [name, { ready, live, ...details }])),
  };
}

/** The answer of /livez and /readyz: 200 or 503, and why. */
export function probeAnswer(probe: 'live' | 'ready', health: ServiceHealth): { status: number; body: string } {
  const fine = health[probe];
  return { status: fine ? 200 : 503, body: JSON.stringify({ [probe]: fine, details: health.details }) };
}
