import type { StoryView } from '@demae/client';

/** For people: times in milliseconds since the beginning, what was said, and who did what about it. */
export function storyLines({ orderId, events, standing, until }: StoryView): string[] {
  const first = events[0]?.at;
  const since = (at: string) => `+${Date.parse(at) - Date.parse(first!)} ms`.padStart(12);
  return [
    `order ${orderId}${first === undefined ? '' : `, ${first}`}`,
    ...events.flatMap((event) => [
      `${since(event.at)}  ${event.service} says ${event.type}`,
      ...event.heardBy.map(({ service, handler, at, attempts, outcome }) => {
        const tries = attempts > 1 ? `, at the ${attempts}. try` : '';
        return `${since(at)}      ${service} ${handler}: ${outcome}${tries}`;
      }),
    ]),
    `It ${standing}${until === undefined ? '.' : `, until ${until}.`}`,
  ];
}
