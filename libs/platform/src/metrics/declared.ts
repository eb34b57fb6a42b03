import { OUTCOMES } from '@demae/saga';
import type { MetricDeclaration } from './instruments.js';

/** Of what somebody waits for, seconds. */
const ANSWER = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** Of what goes on behind it, seconds. */
const SAGA = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];

const KINDS = ['step', 'compensate', 'listener', 'deadline', 'errand'];

const declare = <const D extends Record<string, MetricDeclaration>>(declarations: D): D => declarations;

/** Everything that the platform tells of every service, in the order in which documents list it. What services tell besides is in their surveys. */
export const METRICS = declare({
  httpSeconds: {
    name: 'http_server_request_duration_seconds', kind: 'histogram', labels: ['http_request_method', 'http_route'], buckets: ANSWER,
    what: 'How long HTTP requests took, by route as the code has it. Streams are not in it: they last as long as somebody listens.',
  },
  httpRequests: {
    name: 'http_server_requests_total', kind: 'counter', labels: ['http_request_method', 'http_route', 'http_response_status_class'],
    values: { http_response_status_class: ['1xx', '2xx', '3xx', '4xx', '5xx'] }, what: 'HTTP requests answered, by route and by class of status (2xx to 5xx).',
  },
  rpcSeconds: {
    name: 'rpc_server_call_duration_seconds', kind: 'histogram', labels: ['rpc_service', 'rpc_method'], buckets: ANSWER,
    what: 'How long gRPC calls took to be answered.',
  },
  rpcCalls: {
    name: 'rpc_server_calls_total', kind: 'counter', labels: ['rpc_service', 'rpc_method', 'outcome'],
    values: { outcome: ['ok', 'refused', 'failed'] }, what: 'gRPC calls answered: ok; refused, because of what was asked; failed, because of who was asked.',
  },
  peerCalls: {
    name: 'demae_peer_calls_total', kind: 'counter', labels: ['peer', 'outcome'],
    values: { outcome: ['answered', 'silent', 'spared'] }, what: 'Calls of other services: answered (also with a no); silent, when no answer came; spared, when the breaker was open and nobody was asked.',
  },
  peerBreaker: {
    name: 'demae_peer_breaker_state', kind: 'gauge', labels: ['peer', 'state'],
    values: { state: ['closed', 'open', 'half_open'] }, what: '1 for the state that the breaker before a peer is in: closed, open or half_open. An open one stays so until somebody calls.',
  },
  handled: {
    name: 'demae_saga_handled_total', kind: 'counter', labels: ['handler', 'kind', 'outcome'],
    values: { kind: KINDS, outcome: OUTCOMES.map((outcome) => outcome.replace(' ', '_')) }, what: 'What came of messages and tasks, by handler: done, refused (a business no), called_off (its saga ended before it ran), parked (waits for a person), retried (a try failed). Only what is committed counts.',
  },
  effect: {
    name: 'demae_saga_event_to_effect_seconds', kind: 'histogram', labels: ['handler', 'kind'], buckets: SAGA,
    values: { kind: KINDS }, what: 'From when an event was said until its effect was committed, by handler.',
  },
  errand: {
    name: 'demae_saga_errand_duration_seconds', kind: 'histogram', labels: ['handler'], buckets: SAGA,
    what: 'How long the outside world took to answer an errand.',
  },
  sent: {
    name: 'demae_saga_events_sent_total', kind: 'counter', labels: ['event'],
    what: 'Events that reached the log, by name: how many orders were created, confirmed, delivered, cancelled.',
  },
  outboxWait: {
    name: 'demae_saga_outbox_wait_seconds', kind: 'histogram', buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    what: 'From when an event was said until it was on the log.',
  },
  outboxEvents: { name: 'demae_saga_outbox_unsent_events', kind: 'gauge', what: 'Events said and not yet on the log; 10000 means so many or more.' },
  outboxOldest: { name: 'demae_saga_outbox_oldest_age_seconds', kind: 'gauge', what: 'How long the oldest of them has waited.' },
  relay: { name: 'demae_saga_relay_leading', kind: 'gauge', what: '1 in the process that carries the outbox to the log. Of all replicas of a service, one does.' },
  lag: { name: 'demae_saga_consumer_lag_messages', kind: 'gauge', labels: ['group', 'topic'], what: 'Messages that this process has yet to handle, by consumer group and topic. Missing while it is not known.' },
  progress: {
    name: 'demae_saga_consumer_last_progress_timestamp_seconds', kind: 'gauge', labels: ['group'],
    what: 'When a consumer group last committed something here, or found nothing to do.',
  },
  due: { name: 'demae_saga_tasks_due', kind: 'gauge', labels: ['handler', 'kind'], values: { kind: ['deadline', 'errand'] }, what: 'Deadlines that have passed and errands that are to be done or out; 10000 means so many or more.' },
  overdue: { name: 'demae_saga_tasks_oldest_overdue_seconds', kind: 'gauge', labels: ['handler', 'kind'], values: { kind: ['deadline', 'errand'] }, what: 'For how long the oldest of them has been due.' },
  givenUp: { name: 'demae_saga_tasks_given_up', kind: 'gauge', labels: ['handler', 'kind'], values: { kind: ['deadline', 'errand'] }, what: 'Deadlines and errands that were given up; they wait for a person.' },
  parked: { name: 'demae_saga_parked_messages', kind: 'gauge', labels: ['handler', 'kind'], values: { kind: ['step', 'compensate', 'listener', 'unknown'] }, what: 'Messages that wait for a person, by handler; kind is unknown for those that nobody here knows.' },
  database: { name: 'demae_database_up', kind: 'gauge', what: '1 when the service\'s database answered the last time it was asked.' },
  log: { name: 'demae_log_up', kind: 'gauge', what: '1 when the event log answered the last time it was asked, some seconds ago; always where it is part of the process.' },
  poolConnections: { name: 'db_client_connections', kind: 'gauge', labels: ['state'], values: { state: ['idle', 'used'] }, what: 'Connections to the database that are used, or idle.' },
  poolMost: { name: 'db_client_connections_max', kind: 'gauge', what: 'How many connections there may be.' },
  poolWaiting: { name: 'db_client_connections_pending_requests', kind: 'gauge', what: 'Who waits for a connection.' },
  redis: { name: 'demae_redis_up', kind: 'gauge', what: '1 while Redis can be asked.' },
  clockAhead: { name: 'demae_clock_ahead_seconds', kind: 'gauge', what: 'How far the clock of this process is ahead of its database\'s, or the gateway\'s of Redis\'; negative when it is behind. Missing while it is not known.' },
  surveyed: {
    name: 'demae_survey_last_success_timestamp_seconds', kind: 'gauge', labels: ['survey'],
    what: 'When the figures that come from the database were last taken. They are of no use when that is long ago.',
  },
});
