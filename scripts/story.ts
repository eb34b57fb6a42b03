import { finish, loginAs, whereAndWho } from './demo/staff.js';
import { storyLines } from './story/story.js';

/* `npm run story -- <orderId> [--json]`: one order's whole life across the services, from a running platform. */
const orderId = process.argv.slice(2).find((word) => !word.startsWith('--'));
if (!orderId) {
  console.error(`Which order? npm run story -- <orderId> [--json]\n${whereAndWho('support')}`);
  process.exit(2);
}
await finish(async () => {
  const support = await loginAs('support');
  const story = await support.getOrderStory({ id: orderId });
  console.log(process.argv.includes('--json') ? JSON.stringify(story, null, 2) : storyLines(story).join('\n'));
  return true;
});
