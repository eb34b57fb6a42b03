// Written by `npm run client`; `npm run check` says when it is stale.

export interface OperationPlace {
  method: string;
  path: string;
  /** Those of the path. */
  parameters?: readonly string[];
  /** For anybody: no access token is sent. */
  open?: boolean;
  /** Takes an Idempotency-Key. */
  keyed?: boolean;
}

export type OperationName = keyof typeof PLACES;

const PLACES = {
  acceptDelivery: { method: 'post', path: '/v1/deliveries/{id}/accept', parameters: ['id'], keyed: true },
  acceptTicket: { method: 'post', path: '/v1/tickets/{id}/accept', parameters: ['id'], keyed: true },
  addAddress: { method: 'post', path: '/v1/me/addresses' },
  adjustStock: { method: 'post', path: '/v1/stores/{storeId}/stock/{sku}/adjustments', parameters: ['storeId', 'sku'], keyed: true },
  advanceClock: { method: 'post', path: '/v1/sandbox/clock', open: true },
  becomeDriver: { method: 'post', path: '/v1/me/driver' },
  cancelOrder: { method: 'post', path: '/v1/orders/{id}/cancel', parameters: ['id'], keyed: true },
  changePassword: { method: 'post', path: '/v1/me/password' },
  completeDelivery: { method: 'post', path: '/v1/deliveries/{id}/deliver', parameters: ['id'], keyed: true },
  createOrder: { method: 'post', path: '/v1/orders', keyed: true },
  createProduct: { method: 'post', path: '/v1/products' },
  createStore: { method: 'post', path: '/v1/stores' },
  createZone: { method: 'post', path: '/v1/delivery/zones' },
  declineDelivery: { method: 'post', path: '/v1/deliveries/{id}/decline', parameters: ['id'], keyed: true },
  endSession: { method: 'delete', path: '/v1/auth/sessions/{id}', parameters: ['id'] },
  endSessions: { method: 'delete', path: '/v1/auth/sessions' },
  failDelivery: { method: 'post', path: '/v1/deliveries/{id}/fail', parameters: ['id'], keyed: true },
  forgotPassword: { method: 'post', path: '/v1/auth/password/forgot', open: true },
  getBankBooks: { method: 'get', path: '/v1/sandbox/bank', open: true },
  getClock: { method: 'get', path: '/v1/sandbox/clock', open: true },
  getDeadLetter: { method: 'get', path: '/v1/admin/dead-letters/{id}', parameters: ['id'] },
  getLiveness: { method: 'get', path: '/livez', open: true },
  getMe: { method: 'get', path: '/v1/me' },
  getMenu: { method: 'get', path: '/v1/stores/{id}/menu', parameters: ['id'], open: true },
  getOrder: { method: 'get', path: '/v1/orders/{id}', parameters: ['id'] },
  getOrderDelivery: { method: 'get', path: '/v1/orders/{id}/delivery', parameters: ['id'] },
  getOrderPayment: { method: 'get', path: '/v1/orders/{id}/payment', parameters: ['id'] },
  getOrderStory: { method: 'get', path: '/v1/admin/orders/{id}/story', parameters: ['id'] },
  getProduct: { method: 'get', path: '/v1/products/{id}', parameters: ['id'], open: true },
  getReadiness: { method: 'get', path: '/readyz', open: true },
  getReplay: { method: 'get', path: '/v1/admin/projections/{service}/{projection}/replay', parameters: ['service', 'projection'] },
  getStock: { method: 'get', path: '/v1/stores/{storeId}/stock/{sku}', parameters: ['storeId', 'sku'] },
  getStore: { method: 'get', path: '/v1/stores/{id}', parameters: ['id'], open: true },
  getZone: { method: 'get', path: '/v1/delivery/zones/{id}', parameters: ['id'], open: true },
  handOverTicket: { method: 'post', path: '/v1/tickets/{id}/hand-over', parameters: ['id'], keyed: true },
  importCatalog: { method: 'put', path: '/v1/stores/{id}/catalog', parameters: ['id'] },
  listAddresses: { method: 'get', path: '/v1/me/addresses' },
  listDeadLetters: { method: 'get', path: '/v1/admin/dead-letters' },
  listDrivers: { method: 'get', path: '/v1/drivers' },
  listJobs: { method: 'get', path: '/v1/drivers/me/jobs' },
  listMovements: { method: 'get', path: '/v1/stores/{storeId}/stock/{sku}/movements', parameters: ['storeId', 'sku'] },
  listNotifications: { method: 'get', path: '/v1/me/notifications' },
  listOrders: { method: 'get', path: '/v1/orders' },
  listProducts: { method: 'get', path: '/v1/products', open: true },
  listSessions: { method: 'get', path: '/v1/auth/sessions' },
  listStock: { method: 'get', path: '/v1/stores/{storeId}/stock', parameters: ['storeId'] },
  listStores: { method: 'get', path: '/v1/stores', open: true },
  listTickets: { method: 'get', path: '/v1/stores/{id}/tickets', parameters: ['id'] },
  listZones: { method: 'get', path: '/v1/delivery/zones', open: true },
  listZonesAt: { method: 'get', path: '/v1/delivery/zones/at', open: true },
  login: { method: 'post', path: '/v1/auth/login', open: true },
  logout: { method: 'post', path: '/v1/auth/logout' },
  pickUpDelivery: { method: 'post', path: '/v1/deliveries/{id}/pick-up', parameters: ['id'], keyed: true },
  readNotification: { method: 'put', path: '/v1/me/notifications/{id}/read', parameters: ['id'] },
  readyTicket: { method: 'post', path: '/v1/tickets/{id}/ready', parameters: ['id'], keyed: true },
  redriveDeadLetter: { method: 'post', path: '/v1/admin/dead-letters/{id}/redrive', parameters: ['id'] },
  redriveDeadLetters: { method: 'post', path: '/v1/admin/dead-letters/redrive' },
  refreshSession: { method: 'post', path: '/v1/auth/refresh', open: true },
  register: { method: 'post', path: '/v1/auth/register', open: true },
  rejectTicket: { method: 'post', path: '/v1/tickets/{id}/reject', parameters: ['id'], keyed: true },
  removeAddress: { method: 'delete', path: '/v1/me/addresses/{id}', parameters: ['id'] },
  removeNotification: { method: 'delete', path: '/v1/me/notifications/{id}', parameters: ['id'] },
  removeProduct: { method: 'delete', path: '/v1/products/{id}', parameters: ['id'] },
  removeZone: { method: 'delete', path: '/v1/delivery/zones/{id}', parameters: ['id'] },
  resetBank: { method: 'delete', path: '/v1/sandbox/bank', open: true },
  resetPassword: { method: 'post', path: '/v1/auth/password/reset', open: true },
  setBankBehaviour: { method: 'post', path: '/v1/sandbox/bank', open: true },
  setDriverLocation: { method: 'put', path: '/v1/drivers/me/location' },
  setDriverStatus: { method: 'put', path: '/v1/drivers/me/status' },
  setStock: { method: 'put', path: '/v1/stores/{storeId}/stock/{sku}', parameters: ['storeId', 'sku'] },
  startReplay: { method: 'post', path: '/v1/admin/projections/{service}/{projection}/replay', parameters: ['service', 'projection'] },
  startTicket: { method: 'post', path: '/v1/tickets/{id}/start', parameters: ['id'], keyed: true },
  streamOrder: { method: 'get', path: '/v1/orders/{id}/stream', parameters: ['id'] },
  updateAddress: { method: 'patch', path: '/v1/me/addresses/{id}', parameters: ['id'] },
  updateMe: { method: 'patch', path: '/v1/me' },
  updateProduct: { method: 'patch', path: '/v1/products/{id}', parameters: ['id'] },
  updateStore: { method: 'patch', path: '/v1/stores/{id}', parameters: ['id'] },
  updateZone: { method: 'patch', path: '/v1/delivery/zones/{id}', parameters: ['id'] },
  verifyEmail: { method: 'post', path: '/v1/auth/email/verify', open: true },
} satisfies Record<string, OperationPlace>;

export const OPERATIONS: Readonly<Record<OperationName, OperationPlace>> = PLACES;
