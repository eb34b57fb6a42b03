import { commandLine, flag, misused } from './command-line.js';
import { finish, loginAs, whereAndWho } from './demo/staff.js';
import { storyLines } from './story/story.js';

const USAGE = `npm run story -- <orderId> [--json]: one order's whole life across the services, from a running platform.
${whereAndWho('support')}`;

const { values: { json }, positionals: [orderId] } = commandLine(USAGE, { json: flag }, 1);
if (orderId === undefined) misused(USAGE, 'Which order?');
await finish(async () => {
  const support = await loginAs('support');
  const story = await support.getOrderStory({ id: orderId });
  console.log(json ? JSON.stringify(story, null, 2) : storyLines(story).join('\n'));
  return true;
});
