import type { DeliveryStatus } from '@demae/contracts';

export type DeliveryState = Exclude<DeliveryStatus, 'UNSPECIFIED'>;

/** What may follow what. With a courier from OFFERED to PICKED_UP; the last three are ends. */
export const LIFE: Record<DeliveryState, readonly DeliveryState[]> = {
  BOOKED: ['SEARCHING', 'CANCELLED'],
  SEARCHING: ['OFFERED', 'FAILED', 'CANCELLED'],
  OFFERED: ['ASSIGNED', 'SEARCHING', 'CANCELLED'],
  ASSIGNED: ['PICKED_UP', 'FAILED', 'CANCELLED'],
  PICKED_UP: ['DELIVERED', 'FAILED', 'CANCELLED'],
  DELIVERED: [],
  FAILED: [],
  CANCELLED: [],
};
