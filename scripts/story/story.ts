import type { Client } from '../demo/client.js';

/** One order's life across all services, as the platform tells it. */
export interface Story {
  orderId: string;
  events: {
    at: string;
    service: string;
    type: string;
    id: string;
    causedBy?: string;
    heardBy: { service: string; handler: string; at: string; attempts: number; outcome: string }[];
  }[];
}

export function fetchStory(support: Client, orderId: string): Promise<Story> {
  return support.get<Story>(`/v1/admin/orders/${encodeURIComponent(orderId)}/story`);
}

/** For people: times in milliseconds since the beginning, what was said, and who did what about it. */
export function storyLines({ orderId, events }: Story): string[] {
  const first = events[0];
  if (!first) return [`Nothing was ever said about order ${orderId}.`];
  const since = (at: string) => `+${Date.parse(at) - Date.parse(first.at)} ms`.padStart(12);
  return [
    `order ${orderId}, ${first.at}`,
    ...events.flatMap((event) => [
      `${since(event.at)}  ${event.service} says ${event.type}`,
      ...event.heardBy.map(({ service, handler, at, attempts, outcome }) => {
        const tries = attempts > 1 ? `, at the ${attempts}. try` : '';
        return `${since(at)}      ${service} ${handler}: ${outcome}${tries}`;
      }),
    ]),
  ];
}
