import { databaseSettings, sharedSettings } from '../config/service-settings.js';
import { ConfigurationError, Settings } from '../config/settings.js';
import type { Environment } from '../config/settings.js';
import { createLogger, currentService } from '../log/logger.js';
import { hasDatabase } from './define-service.js';
import type { ServiceDefinition } from './define-service.js';
import { openOwnDatabase } from './start-service.js';

/** What a service needs to migrate: its database, and nothing else that it needs to run. */
export function migrationSettings({ name }: ServiceDefinition) {
  return { LOG_LEVEL: sharedSettings.LOG_LEVEL, ...databaseSettings(name) };
}

/** Brings a service's own database up to date; several at once take turns, and whoever comes second finds everything done. @throws ConfigurationError */
export async function migrateService(definition: ServiceDefinition, environment: Environment): Promise<void> {
  const { name } = definition;
  if (!hasDatabase(definition)) throw new ConfigurationError(name, ['the argument "migrate" is for services with a database, and it has none. Leave it out.']);
  // Whatever the service itself does about them, it is this process that runs them.
  const settings = Settings.read(name, migrationSettings(definition), { ...environment, DEMAE_MIGRATIONS: 'run' });
  const logger = createLogger(settings.get<string>('LOG_LEVEL'));
  await currentService.run(name, async () => {
    const dataSource = await openOwnDatabase(definition, settings, logger);
    await dataSource.destroy();
    logger.info(`the database of ${name} is up to date`);
  });
}
