import type { Checkout, GetCustomersResponse_Customer, PlaceOrder, PriceBasketsResponse_Priced } from '@demae/contracts';
import { notFound, Problem, refused } from '@demae/platform';

/**
 * The checkout as it will travel: what is ordered, at which prices, by whom, where to.
 * @throws Problem 422 when something refuses it, 404 when the address is not the customer's.
 */
export function compose(orderId: string, placedAt: Date, request: PlaceOrder, priced: PriceBasketsResponse_Priced, who: GetCustomersResponse_Customer): Checkout {
  if (priced.problem) throw Problem.fromMessage(priced.problem);
  const { store, lines, subtotal } = priced.basket!;
  if (!who.user) throw refused('Your account is not known any more; log in again.', 'account');
  const { type } = request.fulfillment!;
  const address = who.address ?? request.fulfillment!.address;
  if (request.addressId && !who.address) throw notFound('address', request.addressId);
  if (type === 'delivery' && !address) throw refused('A delivery needs an address: give fulfillment.addressId or fulfillment.address.', 'address');
  const nothing = { amount: 0, currency: subtotal!.currency };
  return {
    orderId,
    number: '',
    customer: { id: who.user.id, name: who.user.name, email: who.user.email, locale: who.user.locale },
    store,
    lines,
    subtotal,
    deliveryFee: nothing,
    total: subtotal,
    tender: request.tender,
    fulfillment: { type, address: type === 'pickup' ? undefined : address },
    note: request.note,
    placedAt,
    traceparent: request.traceparent,
  };
}
