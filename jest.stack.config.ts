import type { Config } from 'jest';
import base from './jest.config.ts';

const { maxWorkers: _, testTimeout: __, passWithNoTests, ...project } = base;

/**
 * What needs the real servers: `npm run test:stack`. It takes minutes, a Java, a Redis and a PostGIS, so it is no part of `npm test`.
 *   --selectProjects servers   one part with one server: the log on Kafka, for example
 *   --selectProjects platform  the saga suite as it is, and what else concerns the whole platform, on the stack of separate processes
 *   --selectProjects secure    a stack that is set otherwise: TLS on every connection, and clocks that are put wrong
 */
const config: Config = {
  passWithNoTests,
  // The specs share the servers.
  maxWorkers: 1,
  // Longer than all that one test waits for together: each wait has a limit of its own, and says what it waited for.
  testTimeout: 900_000,
  projects: [
    {
      ...project,
      displayName: 'servers',
      testMatch: ['<rootDir>/{apps,libs,scripts}/**/*.stack-spec.ts'],
      globalSetup: './scripts/kafka/jest-set-up.ts',
      globalTeardown: './scripts/kafka/jest-tear-down.ts',
    },
    {
      ...project,
      displayName: 'platform',
      testMatch: ['<rootDir>/test/checkout.e2e-spec.ts', '<rootDir>/test/*.stack-spec.ts'],
      globalSetup: './scripts/stack/jest-set-up.ts',
      globalTeardown: './scripts/stack/jest-tear-down.ts',
    },
    {
      ...project,
      displayName: 'secure',
      testMatch: ['<rootDir>/test/secure/*.stack-spec.ts'],
      globalSetup: './scripts/stack/jest-set-up-secure.ts',
      globalTeardown: './scripts/stack/jest-tear-down.ts',
    },
  ],
};

export default config;
