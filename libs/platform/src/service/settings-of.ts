import { aloneSettings, allLogSettings, databaseSettings, logSettings, peerSettings, sentSettings, sharedSettings, tlsSettings } from '../config/service-settings.js';
import type { Environment, SettingDeclarations } from '../config/settings.js';
import { hasDatabase } from './define-service.js';
import type { ServiceDefinition } from './define-service.js';
import { httpSettings } from './http-service.js';

/** What a service takes from its environment wherever it runs. */
export function ownSettings(definition: ServiceDefinition): SettingDeclarations {
  return {
    ...sharedSettings,
    ...(hasDatabase(definition) ? { ...databaseSettings(definition.name), ...sentSettings } : {}),
    ...(definition.http ? httpSettings : {}),
    ...definition.settings,
  };
}

/** What it takes as a process of its own, where that environment has also decided which event log it is. */
export function settingsAlone(definition: ServiceDefinition, environment: Environment): SettingDeclarations {
  return {
    ...ownSettings(definition),
    ...peerSettings(definition.peers ?? []),
    ...tlsSettings({ answers: !definition.http }),
    ...aloneSettings,
    ...(hasDatabase(definition) ? logSettings(environment) : {}),
  };
}

/** Every setting that a service can take, whatever its environment is: for documents and for checks of what is set somewhere. */
export function settingsOf(definition: ServiceDefinition): SettingDeclarations {
  return { ...settingsAlone(definition, {}), ...(hasDatabase(definition) ? allLogSettings() : {}) };
}
