import { describe, expect, it } from '@jest/globals';
import { operationId } from './operation-ids.js';

describe('the name of an operation', () => {
  it.each([
    ['get', '/v1/stores', true, 'listStores'],
    ['get', '/v1/stores/{id}', false, 'getStore'],
    ['get', '/v1/stores/{id}/menu', false, 'getMenu'],
    ['patch', '/v1/stores/{id}', false, 'updateStore'],
    ['delete', '/v1/categories/{id}', false, 'removeCategory'],
    ['patch', '/v1/me/addresses/{id}', false, 'updateAddress'],
    ['put', '/v1/stores/{storeId}/stock/{sku}', false, 'setStock'],
    ['get', '/v1/me/addresses', true, 'listAddresses'],
    ['delete', '/v1/me/notifications/{id}', false, 'removeNotification'],
    ['post', '/v1/tickets/{id}/hand-over', false, 'handOverTicket'],
    ['post', '/v1/deliveries/{id}/pick-up', false, 'pickUpDelivery'],
    ['post', '/v1/admin/dead-letters/{id}/redrive', false, 'redriveDeadLetter'],
    ['post', '/v1/stores/{id}/reviews', false, 'createReview'],
    ['post', '/v1/orders', false, 'createOrder'],
  ])('of %s %s is what one would say', (method, path, isList, name) => {
    expect(operationId(method, path, isList)).toBe(name);
  });
});
