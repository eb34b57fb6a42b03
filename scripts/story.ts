import { Client } from './demo/client.js';
import { fetchStory, storyLines } from './story/story.js';

/* `npm run story -- <orderId> [--json]`: one order's whole life across the services, from a running platform. */
const orderId = process.argv.slice(2).find((word) => !word.startsWith('--'));
if (!orderId) {
  console.error('Which order? npm run story -- <orderId> [--json]\nThe platform is looked for at DEMAE_URL, or on PORT of this machine; DEMAE_SUPPORT_EMAIL and DEMAE_SUPPORT_PASSWORD say who asks.');
  process.exit(2);
}
try {
  const url = process.env['DEMAE_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? 8080}`;
  const support = await new Client(url).login(process.env['DEMAE_SUPPORT_EMAIL'] ?? 'support@demae.test', process.env['DEMAE_SUPPORT_PASSWORD'] ?? 'demae-demo');
  const story = await fetchStory(support, orderId);
  console.log(process.argv.includes('--json') ? JSON.stringify(story, null, 2) : storyLines(story).join('\n'));
} catch (error) {
  console.error(error instanceof Error ? `${error.message}${error.cause ? ` (${String(error.cause)}); is the platform running? npm start` : ''}` : error);
  process.exit(1);
}
