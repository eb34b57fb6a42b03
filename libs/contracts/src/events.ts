import { Catalogue, defineEvent } from '@demae/saga/events';
import * as user from './generated/demae/user/v1/events.js';
import * as catalog from './generated/demae/catalog/v1/events.js';
import * as order from './generated/demae/order/v1/events.js';
import * as inventory from './generated/demae/inventory/v1/events.js';
import * as delivery from './generated/demae/delivery/v1/events.js';
import * as payment from './generated/demae/payment/v1/events.js';
import * as fulfillment from './generated/demae/fulfillment/v1/events.js';

/*
 * Demae's events, each declared once: name on the wire, topic of the publishing service, the field that keys it, and whether it fails a saga.
 * The value makes and describes the event; the type of the same name is its payload.
 */

export const UserRegistered = defineEvent({ name: 'user.registered', topic: 'user.events', codec: user.UserRegistered, key: 'userId' });
export type UserRegistered = user.UserRegistered;

export const UserErased = defineEvent({ name: 'user.erased', topic: 'user.events', codec: user.UserErased, key: 'userId' });
export type UserErased = user.UserErased;

export const ProductChanged = defineEvent({ name: 'product.changed', topic: 'catalog.events', codec: catalog.ProductChanged, key: 'productId' });
export type ProductChanged = catalog.ProductChanged;
export const StockCounted = defineEvent({ name: 'catalog.stock-counted', topic: 'catalog.events', codec: catalog.StockCounted, key: 'storeId' });
export type StockCounted = catalog.StockCounted;

export const OrderCreated = defineEvent({ name: 'order.created', topic: 'order.events', codec: order.OrderCreated, key: 'orderId' });
export type OrderCreated = order.OrderCreated;
export const OrderConfirmed = defineEvent({ name: 'order.confirmed', topic: 'order.events', codec: order.OrderConfirmed, key: 'orderId' });
export type OrderConfirmed = order.OrderConfirmed;
export const OrderAccepted = defineEvent({ name: 'order.accepted', topic: 'order.events', codec: order.OrderAccepted, key: 'orderId' });
export type OrderAccepted = order.OrderAccepted;
export const OrderPreparing = defineEvent({ name: 'order.preparing', topic: 'order.events', codec: order.OrderPreparing, key: 'orderId', informational: true });
export type OrderPreparing = order.OrderPreparing;
export const OrderReady = defineEvent({ name: 'order.ready', topic: 'order.events', codec: order.OrderReady, key: 'orderId' });
export type OrderReady = order.OrderReady;
export const OrderOutForDelivery = defineEvent({ name: 'order.out-for-delivery', topic: 'order.events', codec: order.OrderOutForDelivery, key: 'orderId' });
export type OrderOutForDelivery = order.OrderOutForDelivery;
export const OrderDelivered = defineEvent({ name: 'order.delivered', topic: 'order.events', codec: order.OrderDelivered, key: 'orderId' });
export type OrderDelivered = order.OrderDelivered;
export const OrderCancelled = defineEvent({ name: 'order.cancelled', topic: 'order.events', codec: order.OrderCancelled, key: 'orderId' });
export type OrderCancelled = order.OrderCancelled;
export const OrderAnonymized = defineEvent({ name: 'order.anonymized', topic: 'order.events', codec: order.OrderAnonymized, key: 'orderId' });
export type OrderAnonymized = order.OrderAnonymized;

export const InventoryReserved = defineEvent({ name: 'inventory.reserved', topic: 'inventory.events', codec: inventory.InventoryReserved, key: 'orderId' });
export type InventoryReserved = inventory.InventoryReserved;
export const InventoryRejected = defineEvent({ name: 'inventory.rejected', topic: 'inventory.events', codec: inventory.InventoryRejected, key: 'orderId', fails: true });
export type InventoryRejected = inventory.InventoryRejected;
export const StockLevelChanged = defineEvent({ name: 'inventory.level-changed', topic: 'inventory.events', codec: inventory.StockLevelChanged, key: 'stockKey' });
export type StockLevelChanged = inventory.StockLevelChanged;
export const StockRanLow = defineEvent({ name: 'inventory.ran-low', topic: 'inventory.events', codec: inventory.StockRanLow, key: 'stockKey', informational: true });
export type StockRanLow = inventory.StockRanLow;

export const DeliverySlotReserved = defineEvent({ name: 'delivery.slot-reserved', topic: 'delivery.events', codec: delivery.DeliverySlotReserved, key: 'orderId' });
export type DeliverySlotReserved = delivery.DeliverySlotReserved;
export const DeliveryRejected = defineEvent({ name: 'delivery.rejected', topic: 'delivery.events', codec: delivery.DeliveryRejected, key: 'orderId', fails: true });
export type DeliveryRejected = delivery.DeliveryRejected;
export const DriverAssigned = defineEvent({ name: 'driver.assigned', topic: 'delivery.events', codec: delivery.DriverAssigned, key: 'orderId', informational: true });
export type DriverAssigned = delivery.DriverAssigned;
export const DeliveryPickedUp = defineEvent({ name: 'delivery.picked-up', topic: 'delivery.events', codec: delivery.DeliveryPickedUp, key: 'orderId' });
export type DeliveryPickedUp = delivery.DeliveryPickedUp;
export const DeliveryDelivered = defineEvent({ name: 'delivery.delivered', topic: 'delivery.events', codec: delivery.DeliveryDelivered, key: 'orderId' });
export type DeliveryDelivered = delivery.DeliveryDelivered;
export const DeliveryFailed = defineEvent({ name: 'delivery.failed', topic: 'delivery.events', codec: delivery.DeliveryFailed, key: 'orderId', fails: true });
export type DeliveryFailed = delivery.DeliveryFailed;

export const PaymentSucceeded = defineEvent({ name: 'payment.succeeded', topic: 'payment.events', codec: payment.PaymentSucceeded, key: 'orderId' });
export type PaymentSucceeded = payment.PaymentSucceeded;
export const PaymentFailed = defineEvent({ name: 'payment.failed', topic: 'payment.events', codec: payment.PaymentFailed, key: 'orderId', fails: true });
export type PaymentFailed = payment.PaymentFailed;
export const PaymentCaptured = defineEvent({ name: 'payment.captured', topic: 'payment.events', codec: payment.PaymentCaptured, key: 'orderId', informational: true });
export type PaymentCaptured = payment.PaymentCaptured;
export const PaymentVoided = defineEvent({ name: 'payment.voided', topic: 'payment.events', codec: payment.PaymentVoided, key: 'orderId', informational: true });
export type PaymentVoided = payment.PaymentVoided;
export const PaymentRefunded = defineEvent({ name: 'payment.refunded', topic: 'payment.events', codec: payment.PaymentRefunded, key: 'orderId' });
export type PaymentRefunded = payment.PaymentRefunded;

export const TicketOpened = defineEvent({ name: 'ticket.opened', topic: 'fulfillment.events', codec: fulfillment.TicketOpened, key: 'orderId', informational: true });
export type TicketOpened = fulfillment.TicketOpened;
export const TicketAccepted = defineEvent({ name: 'ticket.accepted', topic: 'fulfillment.events', codec: fulfillment.TicketAccepted, key: 'orderId' });
export type TicketAccepted = fulfillment.TicketAccepted;
export const TicketRejected = defineEvent({ name: 'ticket.rejected', topic: 'fulfillment.events', codec: fulfillment.TicketRejected, key: 'orderId', fails: true });
export type TicketRejected = fulfillment.TicketRejected;
export const TicketExpired = defineEvent({ name: 'ticket.expired', topic: 'fulfillment.events', codec: fulfillment.TicketExpired, key: 'orderId', fails: true });
export type TicketExpired = fulfillment.TicketExpired;
export const TicketPreparing = defineEvent({ name: 'ticket.preparing', topic: 'fulfillment.events', codec: fulfillment.TicketPreparing, key: 'orderId' });
export type TicketPreparing = fulfillment.TicketPreparing;
export const TicketReady = defineEvent({ name: 'ticket.ready', topic: 'fulfillment.events', codec: fulfillment.TicketReady, key: 'orderId' });
export type TicketReady = fulfillment.TicketReady;
export const TicketHandedOver = defineEvent({ name: 'ticket.handed-over', topic: 'fulfillment.events', codec: fulfillment.TicketHandedOver, key: 'orderId' });
export type TicketHandedOver = fulfillment.TicketHandedOver;

export const catalogue = new Catalogue([
  UserRegistered,
  UserErased,
  ProductChanged,
  StockCounted,
  OrderCreated,
  OrderConfirmed,
  OrderAccepted,
  OrderPreparing,
  OrderReady,
  OrderOutForDelivery,
  OrderDelivered,
  OrderCancelled,
  OrderAnonymized,
  InventoryReserved,
  InventoryRejected,
  StockLevelChanged,
  StockRanLow,
  DeliverySlotReserved,
  DeliveryRejected,
  DriverAssigned,
  DeliveryPickedUp,
  DeliveryDelivered,
  DeliveryFailed,
  PaymentSucceeded,
  PaymentFailed,
  PaymentCaptured,
  PaymentVoided,
  PaymentRefunded,
  TicketOpened,
  TicketAccepted,
  TicketRejected,
  TicketExpired,
  TicketPreparing,
  TicketReady,
  TicketHandedOver,
]);
