import { Random } from '../random.js';

/** How an order is meant to end, and how often in the evening. */
export const ENDINGS = {
  'delivered by courier': 84,
  'picked up': 34,
  'answer of the bank lost, delivered': 12,
  'out of stock': 14,
  'card declined': 14,
  'cancelled at once': 12,
  'cancelled after confirmation': 12,
  'rejected by the store': 12,
  'no courier found': 6,
  'ticket nobody answered': 8,
} as const;
export type Ending = keyof typeof ENDINGS;

export interface PlannedOrder {
  ending: Ending;
  /** Index of the customer. */
  customer: number;
  store: 'restaurant' | 'shop';
  fulfillment: 'delivery' | 'pickup';
  card: string;
  lines: { sku: string; quantity: number }[];
}

export const CUSTOMERS = 40;
export const MENU = [
  { sku: 'ramen', name: 'Ramen', price: 980 },
  { sku: 'gyoza', name: 'Gyoza', price: 480 },
  { sku: 'tea', name: 'Barley tea', price: 200 },
];
/** Counted; the last one is sold out from the beginning. */
export const SHELF = [
  { sku: 'cup', name: 'Tea cup', price: 1800, onHand: 400 },
  { sku: 'bowl', name: 'Rice bowl', price: 2600, onHand: 400 },
  { sku: 'vase', name: 'Vase', price: 9000, onHand: 0 },
];

/** The whole evening: more than 200 orders, in a mixed order. Those that need the clock to move come last. */
export function planEvening(seed: number): PlannedOrder[] {
  const random = new Random(seed);
  const plan = (Object.keys(ENDINGS) as Ending[]).flatMap((ending) => Array.from({ length: ENDINGS[ending] }, () => planOrder(ending, random)));
  return random.shuffle(plan);
}

function planOrder(ending: Ending, random: Random): PlannedOrder {
  const store = ending === 'out of stock' || random.chance(0.4) ? 'shop' : 'restaurant';
  const goods = store === 'shop' ? SHELF.slice(0, 2) : MENU;
  const first = random.below(goods.length);
  const lines = [{ sku: goods[first]!.sku, quantity: 1 + random.below(3) }];
  if (random.chance(0.5)) lines.push({ sku: goods[(first + 1) % goods.length]!.sku, quantity: 1 + random.below(2) });
  if (ending === 'out of stock') lines.push({ sku: 'vase', quantity: 1 });
  const pickup = ending === 'picked up' || (ending !== 'delivered by courier' && ending !== 'no courier found' && random.chance(0.3));
  const cards: Partial<Record<Ending, string>> = {
    'answer of the bank lost, delivered': 'tok_timeout',
    'card declined': random.chance(0.5) ? 'tok_declined' : 'tok_insufficient_funds',
  };
  return { ending, customer: random.below(CUSTOMERS), store, fulfillment: pickup ? 'pickup' : 'delivery', card: cards[ending] ?? 'tok_ok', lines };
}
