export { connect, type Demae, type DemaeClient, type DemaeOptions, type Session } from './demae.js';
export { DemaeProblem } from './problem.js';
export type { Answer, CallOptions, Calls, Input, ItemOf, Lists } from './calls.js';
export type { OrderEvent } from './order-events.js';
export type * from './generated/schema.js';
