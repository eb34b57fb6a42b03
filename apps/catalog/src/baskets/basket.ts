import type { Checkout_Choice, Checkout_Line, PriceBasketsRequest_Basket, PriceBasketsRequest_Line, PriceBasketsResponse_PricedBasket } from '@demae/contracts';
import { refused } from '@demae/platform';
import type { Option } from '../products/product.js';
import type { FulfillmentType, Store } from '../stores/store.js';

/** What is sold under a sku. */
export interface Offer {
  productId: string;
  /** As it will stand in the order. */
  name: string;
  price: number;
  options: readonly Option[];
  trackStock: boolean;
}

const MOST_LINES = 100;
const MOST_OF_ONE = 999;

/**
 * What a basket contains and costs at that moment, at this store.
 * @throws Problem 422 that says what to change.
 */
export function priceBasket(
  basket: PriceBasketsRequest_Basket,
  store: Store | undefined,
  offer: (sku: string) => Offer | undefined,
  now: Date,
): PriceBasketsResponse_PricedBasket {
  if (!store) throw refused(`There is no store ${basket.storeId}; choose one of GET /v1/stores.`, 'unknown-store');
  if (!store.isOpen(now)) throw refused(`${store.name} is closed now; order within its opening hours.`, 'closed');
  if (!store.fulfillment.includes(basket.fulfillmentType as FulfillmentType)) {
    throw refused(`${store.name} does not offer ${basket.fulfillmentType}; choose ${store.fulfillment.join(' or ')}.`, 'fulfillment');
  }
  if (basket.lines.length === 0) throw refused('The order is empty; add at least one line.', 'empty');
  if (basket.lines.length > MOST_LINES) throw refused(`An order has at most ${MOST_LINES} lines; split it.`, 'too-many-lines');
  const lines = basket.lines.map((line) => priceLine(line, store, offer(line.sku)));
  const subtotal = lines.reduce((sum, { total }) => sum + total.amount, 0);
  if (!Number.isSafeInteger(subtotal)) throw refused('This order is too large to be paid; split it.', 'too-large');
  const { id, ownerId, name, kind, address, autoAccept, prepMinutes } = store;
  return {
    store: { id, ownerId, name, kind, address, autoAccept, prepMinutes },
    lines,
    subtotal: { amount: subtotal, currency: store.currency },
  };
}

function priceLine({ sku, quantity, choiceIds }: PriceBasketsRequest_Line, store: Store, offer: Offer | undefined): Checkout_Line {
  if (!offer) throw refused(`${store.name} sells nothing with the sku ${sku}; take one of its menu.`, 'unknown-sku');
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MOST_OF_ONE) {
    throw refused(`Order 1 to ${MOST_OF_ONE} of ${offer.name}, not ${quantity}.`, 'quantity');
  }
  const { currency } = store;
  const choices = choose(offer, choiceIds, currency);
  const unitPrice = choices.reduce((sum, { price }) => sum + price.amount, offer.price);
  return {
    productId: offer.productId,
    sku,
    name: offer.name,
    quantity,
    choices,
    unitPrice: { amount: unitPrice, currency },
    total: { amount: unitPrice * quantity, currency },
    trackStock: offer.trackStock,
  };
}

/** The choices made, in the order of the menu. */
function choose(offer: Offer, ids: readonly string[], currency: string): Checkout_Choice[] {
  const open = new Set(ids);
  if (open.size < ids.length) throw refused(`Each choice of ${offer.name} can be taken once; leave out the repeated ones.`, 'choices');
  const chosen: Checkout_Choice[] = [];
  for (const { name, min, max, choices } of offer.options) {
    const taken = choices.filter(({ id }) => open.delete(id));
    if (taken.length < min || taken.length > max) {
      const wanted = min === max ? `${min}` : max >= choices.length && min > 0 ? `at least ${min}` : `${min} to ${max}`;
      throw refused(`Choose ${wanted} of "${name}" for ${offer.name}, not ${taken.length}.`, 'choices');
    }
    chosen.push(...taken.map((choice) => ({ id: choice.id, name: choice.name, price: { amount: choice.price, currency } })));
  }
  const [unknown] = open;
  if (unknown !== undefined) throw refused(`${offer.name} has no choice ${unknown}; take the ids of its menu.`, 'choices');
  return chosen;
}
