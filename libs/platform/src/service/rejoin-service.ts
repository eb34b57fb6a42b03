import { parseArgs } from 'node:util';
import { catalogue } from '@demae/contracts';
import { KafkaRefusal, rejoin, resay } from '@demae/saga';
import type { KafkaLog, RejoinReport } from '@demae/saga';
import { kafkaSettingOf, logSettings, sentSettings, sharedSettings } from '../config/service-settings.js';
import { ConfigurationError, Settings } from '../config/settings.js';
import type { Environment } from '../config/settings.js';
import { createLogger, currentService, sagaLogger } from '../log/logger.js';
import { hasDatabase } from './define-service.js';
import type { ServiceDefinition } from './define-service.js';
import { migrationSettings } from './migrate-service.js';
import { consumersOf } from './needs-of.js';
import { openLog } from './open-log.js';
import { openOwnDatabase } from './start-service.js';

/** How much earlier to begin where only the time can tell, when not asked otherwise, minutes. */
const MARGIN = 10;

/**
 * `main.js rejoin`: brings a service's restored database, or one whose log was, and the log together again, while the service has no process.
 *   --dry-run      only says what it would do
 *   --since AT     hears everything again that came then (RFC 3339) or later, whatever the database says of itself
 *   --margin N     begins so many minutes earlier where only the time can tell; 10
 *   --accept-loss  goes on when the log has forgotten what the database would need
 *   --resay        says again all that was kept of what was said (KEEP_SENT), for a log that has lost its end
 *   --json
 * @throws ConfigurationError, RejoinRefusal
 */
export async function rejoinService(definition: ServiceDefinition, environment: Environment, args: readonly string[]): Promise<void> {
  const { name } = definition;
  const options = read(name, args, { 'dry-run': { type: 'boolean' }, since: { type: 'string' }, margin: { type: 'string' }, 'accept-loss': { type: 'boolean' }, resay: { type: 'boolean' }, json: { type: 'boolean' } });
  const minutes = Number(options['margin'] ?? MARGIN);
  if (!(minutes >= 0)) throw new ConfigurationError(name, [`--margin ${String(options['margin'])} is no number of minutes. Write for example --margin 10`]);
  const dryRun = options['dry-run'] === true;
  await withEverything(definition, environment, async ({ dataSource, log, logger, settings }) => {
    const report = await rejoin({
      service: name, catalogue, dataSource, log, logger, dryRun,
      consumers: consumersOf(definition, catalogue),
      topics: catalogue.topics().filter((topic) => topic.startsWith(`${name}.`)),
      recoveries: definition.recoveries ?? [],
      keepsSent: settings.get<number | undefined>('KEEP_SENT') !== undefined,
      since: instant(name, options['since']),
      margin: minutes * 60_000,
      acceptLoss: options['accept-loss'] === true,
    });
    const said = options['resay'] === true && !dryRun ? await resay({ dataSource, since: new Date(0) }) : undefined;
    if (options['json'] === true) console.log(JSON.stringify({ service: name, dryRun, ...report, resaid: said }, null, 2));
    else console.log([plain(name, report, dryRun), ...(said === undefined ? [] : [saidAgain(name, said, settings)])].join('\n'));
  });
}

function saidAgain(name: string, count: number, settings: Settings): string {
  const kept = settings.get<number | undefined>('KEEP_SENT') !== undefined;
  return count > 0 || kept ? `${name}: ${count} events are in the outbox again, under the ids they had` : `${name}: nothing of what it said is kept; that takes KEEP_SENT`;
}

function plain(name: string, { knowsUntil, moved, lost, recovered, toLookAt }: RejoinReport, dryRun: boolean): string {
  const would = dryRun ? ' (only looked)' : '';
  return [
    `${name}: the database knows what happened until ${knowsUntil?.toISOString() ?? 'nothing yet'}${would}`,
    ...lost.map((what) => `${name}: lost: ${what}`),
    ...recovered.map((what) => `${name}: recovered: ${what}`),
    ...toLookAt.map((what) => `${name}: to be looked at: ${what}`),
    ...moved.map(({ group, place, from, to }) => `${name}: ${group} hears ${place} from ${to} on; it stood at ${from ?? 'nothing'}`),
    `${name}: ${recovered.length} recovered, ${toLookAt.length} to be looked at, ${moved.length} positions moved, ${lost.length} lost${would}`,
  ].join('\n');
}

interface Everything {
  dataSource: Awaited<ReturnType<typeof openOwnDatabase>>;
  log: KafkaLog;
  logger: ReturnType<typeof sagaLogger>;
  settings: Settings;
}

async function withEverything(definition: ServiceDefinition, environment: Environment, work: (all: Everything) => Promise<void>): Promise<void> {
  const { name } = definition;
  if (!hasDatabase(definition)) throw new ConfigurationError(name, [`the argument "rejoin" is for services with a database, and it has none. Leave it out.`]);
  if (!environment['KAFKA_BROKERS']) throw new ConfigurationError(name, [`KAFKA_BROKERS is missing: the argument "rejoin" is for services with Kafka. A platform in one process is backed up as one folder.`]);
  const settings = Settings.read(name, { ...migrationSettings(definition), ...sentSettings, DEMAE_SABOTAGE: sharedSettings.DEMAE_SABOTAGE, ...logSettings(environment) }, { ...environment, DEMAE_MIGRATIONS: 'run' });
  const logger = createLogger(settings.get<string>('LOG_LEVEL'), { write: (line) => void process.stderr.write(line) });
  await currentService.run(name, async () => {
    const dataSource = await openOwnDatabase(definition, settings, logger);
    try {
      const log = (await openLog(name, settings, environment, logger)) as KafkaLog;
      try {
        await work({ dataSource, log, logger: sagaLogger(logger), settings });
      } finally {
        await log.close();
      }
    } catch (error) {
      if (!(error instanceof KafkaRefusal)) throw error;
      throw new ConfigurationError(name, [`${kafkaSettingOf[error.option] ?? 'KAFKA_BROKERS'} does not fit: ${error.message}`]);
    } finally {
      await dataSource.destroy();
    }
  });
}

function read(name: string, args: readonly string[], options: Record<string, { type: 'boolean' | 'string' }>): Record<string, string | boolean | undefined> {
  try {
    return parseArgs({ args: [...args], options }).values as Record<string, string | boolean | undefined>;
  } catch (error) {
    throw new ConfigurationError(name, [`rejoin: ${(error as Error).message}. There is ${Object.keys(options).map((option) => `--${option}`).join(', ')}.`]);
  }
}

function instant(name: string, text: string | boolean | undefined): Date | undefined {
  if (typeof text !== 'string') return undefined;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new ConfigurationError(name, [`--since ${text} is no instant. Write for example --since ${new Date(Date.now() - 3_600_000).toISOString()}`]);
  return at;
}
