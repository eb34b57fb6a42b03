import { CreateSagaTables1700000000000 } from './migration.js';
import { KeepPositions1700000000000 } from './migration-positions.js';
import { KeepReplays1700000000000 } from './migration-replays.js';

/** The kit's tables, in a service's own database: to come before the service's own migrations. */
export const SAGA_MIGRATIONS = [CreateSagaTables1700000000000, KeepPositions1700000000000, KeepReplays1700000000000];
