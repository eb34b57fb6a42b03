import type { Config } from 'jest';
import base from './jest.config.ts';

/** What needs real Kafka: `npm run test:stack`. It takes minutes and a Java, so it is no part of `npm test`. */
const config: Config = {
  ...base,
  testMatch: ['<rootDir>/{apps,libs,scripts,test}/**/*.stack-spec.ts'],
  globalSetup: './scripts/kafka/jest-set-up.ts',
  globalTeardown: './scripts/kafka/jest-tear-down.ts',
  // The specs share the brokers.
  maxWorkers: 1,
  testTimeout: 180_000,
};

export default config;
