export { defineService, type HttpDefinition, type ServiceDefinition } from './service/define-service.js';
export { startService, type RunningService, type Runtime } from './service/start-service.js';
export { settingsAlone, settingsOf } from './service/settings-of.js';
export { allTopics, isSecret, needsOf, type ConsumerNeeds, type ServiceNeeds } from './service/needs-of.js';
export { migrateService } from './service/migrate-service.js';
export { runService } from './service/run-service.js';
export { untilStopped } from './process/until-stopped.js';
export { ConfigurationError, Settings, type Environment, type SettingDeclaration, type SettingDeclarations, type SettingKind, type SettingValue } from './config/settings.js';
export { processEnvironment } from './config/environment.js';
export { callSettings, environmentName, peerSetting, peerSettings } from './config/service-settings.js';
export {
  Problem,
  badRequest,
  conflict,
  forbidden,
  mustBeUnchanged,
  notFound,
  refused,
  unauthorized,
  unavailable,
  type FieldError,
  type ProblemDetails,
} from './problem/problem.js';
export { Peers, addressBook, type Addresses, type PeerClient } from './grpc/peers.js';
export { peersTls, type PeersTls } from './tls/grpc-tls.js';
export type { CallOptions } from './grpc/unary-call.js';
export { decodeCursor, encodeCursor, limitOf, pageById, type Position } from './listing/cursor.js';
export { coalesce, type CoalesceOptions } from './coalesce/coalesce.js';
export { oncePerKey, keyOf, type AnswerCodec, type KeyedRequest, type OnceKey } from './idempotency/once-per-key.js';
export { CreateIdempotencyKeys1700000000000 } from './idempotency/create-idempotency-keys.js';
export { ForgetKeys } from './idempotency/forget-keys.worker.js';
export { IdempotencyModule } from './idempotency/idempotency.module.js';
export { wholeNumber } from './database/whole-number.js';
export { createDatabaseIfMissing, openDatabase, type DatabaseOptions, type EntityClass, type MigrationClass } from './database/data-source.js';
export { REDIS } from './service/tokens.js';
export { openRedis, type Redis } from './redis/redis.js';
export { ScopedCache, type Entry, type Found } from './redis/scoped-cache.js';
export { CRASH_CHANNEL } from './sandbox/crash-points.js';
export { LogLevel } from './ops/log-level.js';
export { pseudonym } from './log/personal-data.js';
export { createLogger, currentService, NestLogger, sagaLogger, type Logger } from './log/logger.js';
export { continueTrace, currentTraceId, currentTraceparent } from './log/traceparent.js';
export { OutsideCalls, type OutsideCall } from './tracing/outside-calls.js';
export { SagaTraces } from './tracing/saga-traces.js';
export { tracedClient } from './tracing/traced-client.js';
export { Tracer } from './tracing/tracer.js';
export { Traces } from './tracing/traces.js';
export { traceSettings } from './tracing/trace-settings.js';
export { combinedHealth, type ServiceHealth } from './health/health.js';
export { serveHealth, type HealthServer } from './health/health-server.js';
export { METRICS } from './metrics/declared.js';
export { Meter, type MetricDeclaration } from './metrics/instruments.js';
export { processMetrics } from './metrics/process-metrics.js';
export { tellAll, type ServiceMetrics } from './metrics/service-metrics.js';
export { SagaMetrics } from './metrics/saga-metrics.js';
export type { LabelledValue, Survey } from './metrics/surveys.js';
export { saidFor } from './ops/ops.grpc.js';
export { EmbeddedPostgres, type EmbeddedPostgresOptions } from './postgres/embedded-postgres.js';
