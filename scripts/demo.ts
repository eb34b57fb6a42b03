import { setTimeout as pause } from 'node:timers/promises';
import { commandLine, flag, text, wholeNumber } from './command-line.js';
import { endings, books, type EndingRow, type Line } from './demo/books.js';
import { DemaeProblem, type StoryView } from '@demae/client';
import { loggedIn } from './demo/client.js';
import { planEvening, SHELF } from './demo/evening.js';
import { Play, setTheStage, type PlayedOrder, type Stage } from './demo/play.js';
import { findPlatform } from './demo/platform.js';
import { storyLines } from './story/story.js';

const USAGE = `npm run demo: a whole evening at a small restaurant and a shop, through HTTP only, with every ending an order can have.
Then the endings, three stories, and the books. Ends with 1 when anything is not as it should be.
  --seed N (20261121)  another evening
  --json`;

const { values: { json, ...values } } = commandLine(USAGE, { seed: text, json: flag });
const seed = wholeNumber(USAGE, '--seed', values.seed, { usual: 20_261_121 });
const say = (text: string) => console.error(text);

interface Outcome {
  orders: number;
  endings: EndingRow[];
  books: Line[];
  stories: { ending: string; story: StoryView }[];
  ok: boolean;
}

async function evening(url: string): Promise<Outcome> {
  const stage = await setTheStage(url, say);
  const play = new Play(stage, say);
  await play.run(planEvening(seed));
  say('looking at every order, and doing the books');
  await settled(play, stage);
  const rows = endings(play.played);
  const lines = await books(play.played, stage.merchant, stage.stores.shop);
  const support = await loggedIn(url, process.env['DEMAE_SUPPORT_EMAIL'] ?? 'support@demae.test', process.env['DEMAE_SUPPORT_PASSWORD'] ?? 'demae-demo');
  const told = ['delivered by courier', 'card declined', 'no courier found'];
  const stories = await Promise.all(told.map(async (ending) => ({ ending, story: await support.getOrderStory({ id: play.played.find(({ plan }) => plan.ending === ending)!.order.id }) })));
  const ok = [...rows, ...lines].every(({ expected, seen }) => expected === seen);
  return { orders: play.played.length, endings: rows, books: lines, stories, ok };
}

/** Money is captured and let go, and goods are taken off the shelf and put back, a moment after an order came to rest. */
async function settled(play: Play, { merchant, stores }: Stage): Promise<void> {
  const open = async ({ customer, order }: PlayedOrder) => {
    const { status } = await customer.getOrderPayment({ id: order.id }).catch(unlessNone);
    return ['PENDING', 'AUTHORIZED'].includes(status);
  };
  const putAside = async ({ sku }: { sku: string }) => (await merchant.getStock({ storeId: stores.shop, sku })).reserved > 0;
  for (const end = Date.now() + 300_000; Date.now() < end; await pause(250)) {
    const still = await Promise.all([...play.played.map(open), ...SHELF.map(putAside)]);
    if (!still.some(Boolean)) break;
  }
  await play.look();
}

/** An order may end before anybody has thought of its payment. */
function unlessNone(error: unknown): { status: string } {
  if (error instanceof DemaeProblem && error.status === 404) return { status: 'none' };
  throw error;
}

function print({ orders, endings: rows, books: lines, stories, ok }: Outcome): void {
  const table = (title: string, entries: [string, number, number][]) => {
    console.log(`\n${title.padEnd(58)} ${'expected'.padStart(10)} ${'seen'.padStart(10)}`);
    for (const [what, expected, seen] of entries) {
      console.log(`${what.padEnd(58)} ${String(expected).padStart(10)} ${String(seen).padStart(10)} ${expected === seen ? '' : '  ← differs'}`);
    }
  };
  for (const { ending, story } of stories) console.log(`\n── ${ending} ──\n${storyLines(story).join('\n')}`);
  table(`${orders} orders and their endings`, rows.map(({ ending, expected, seen }) => [ending, expected, seen]));
  table('The books', lines.map(({ what, expected, seen }) => [what, expected, seen]));
  console.log(ok ? '\nEverything is as it should be.' : '\nSomething differs; see above.');
}

const { url, stop } = await findPlatform(say);
try {
  const outcome = await evening(url);
  if (json) console.log(JSON.stringify(outcome, null, 2));
  else print(outcome);
  process.exitCode = outcome.ok ? 0 : 1;
} finally {
  await stop();
}
