/**
 * The operationId of a route: "PATCH /v1/stores/{id}" → "updateStore". Clients have a function of that name, so it never changes
 * once it is published; where the rule does not make a good one it stands in NAMED.
 */
export function operationId(method: string, path: string, isList: boolean): string {
  const named = NAMED[`${method.toUpperCase()} ${path}`];
  if (named !== undefined) return named;
  const segments = path.split('/').filter((segment) => segment !== '' && !PREFIXES.has(segment));
  const nouns = segments.filter((segment) => !isParameter(segment));
  const noun = nouns.at(-1) ?? '';
  const isOfOne = isParameter(segments.at(-1)!);
  // POST /v1/tickets/{id}/hand-over does something with one of them.
  if (method === 'post' && !isOfOne && nouns.length > 1 && isParameter(segments.at(-2)!) && !noun.endsWith('s')) return camel(`${noun}-${singular(nouns.at(-2)!)}`);
  if (method === 'get') return camel(isList ? `list-${noun}` : `get-${singular(noun)}`);
  return camel(`${VERBS[method] ?? method}-${singular(noun)}`);
}

const VERBS: Record<string, string> = { post: 'create', put: 'set', patch: 'update', delete: 'remove' };
/** They say whose it is, not what. */
const PREFIXES = new Set(['v1', 'auth', 'admin', 'delivery', 'me']);

const NAMED: Record<string, string> = {
  'POST /v1/auth/register': 'register',
  'POST /v1/auth/login': 'login',
  'POST /v1/auth/refresh': 'refreshSession',
  'POST /v1/auth/logout': 'logout',
  'POST /v1/auth/password/forgot': 'forgotPassword',
  'POST /v1/auth/password/reset': 'resetPassword',
  'POST /v1/auth/email/verify': 'verifyEmail',
  'GET /v1/auth/jwks.json': 'getKeys',
  'GET /v1/auth/oauth/{provider}': 'beginOauth',
  'GET /v1/auth/oauth/{provider}/callback': 'finishOauth',
  'POST /v1/me/email/verification': 'askVerification',
  'DELETE /v1/auth/sessions': 'endSessions',
  'DELETE /v1/auth/sessions/{id}': 'endSession',
  'GET /v1/me': 'getMe',
  'PATCH /v1/me': 'updateMe',
  'DELETE /v1/me': 'removeMe',
  'POST /v1/me/password': 'changePassword',
  'POST /v1/me/driver': 'becomeDriver',
  'PUT /v1/me/notifications/{id}/read': 'readNotification',
  'GET /v1/me/notification-preferences': 'getNotificationPreferences',
  'PATCH /v1/me/notification-preferences': 'updateNotificationPreferences',
  'POST /v1/me/addresses': 'addAddress',
  'POST /v1/stores/{storeId}/stock/{sku}/adjustments': 'adjustStock',
  'PUT /v1/stores/{id}/catalog': 'importCatalog',
  'GET /v1/stores/{storeId}/stock': 'listStock',
  'POST /v1/orders': 'createOrder',
  'POST /v1/orders/quote': 'quoteOrder',
  'GET /v1/orders/{id}/payment': 'getOrderPayment',
  'GET /v1/orders/{id}/delivery': 'getOrderDelivery',
  'GET /v1/orders/{id}/stream': 'streamOrder',
  'POST /v1/orders/{id}/refunds': 'refundOrder',
  'PUT /v1/drivers/me/status': 'setDriverStatus',
  'PUT /v1/drivers/me/location': 'setDriverLocation',
  'GET /v1/drivers/me/jobs': 'listJobs',
  'POST /v1/deliveries/{id}/deliver': 'completeDelivery',
  'GET /v1/delivery/zones/at': 'listZonesAt',
  'GET /v1/admin/orders/{id}/story': 'getOrderStory',
  'POST /v1/admin/dead-letters/redrive': 'redriveDeadLetters',
  'POST /v1/admin/projections/{service}/{projection}/replay': 'startReplay',
  'GET /v1/admin/projections/{service}/{projection}/replay': 'getReplay',
  'GET /v1/admin/services/{service}/log-level': 'getLogLevel',
  'PUT /v1/admin/services/{service}/log-level': 'setLogLevel',
  'GET /v1/sandbox/clock': 'getClock',
  'POST /v1/sandbox/clock': 'advanceClock',
  'GET /v1/sandbox/bank': 'getBankBooks',
  'POST /v1/sandbox/bank': 'setBankBehaviour',
  'DELETE /v1/sandbox/bank': 'resetBank',
};

const isParameter = (segment: string) => segment.startsWith('{');
const camel = (words: string) => words.replace(/-+(\w)/g, (_whole, letter: string) => letter.toUpperCase());

function singular(noun: string): string {
  if (noun.endsWith('ies')) return `${noun.slice(0, -3)}y`;
  if (noun.endsWith('sses')) return noun.slice(0, -2);
  return noun.endsWith('s') && !noun.endsWith('ss') ? noun.slice(0, -1) : noun;
}
