import type { Config } from 'jest';

/** What needs real Kafka: `npm run test:stack`. It takes minutes and a Java, so it is no part of `npm test`. */
const config: Config = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{apps,libs,scripts,test}/**/*.stack-spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/libs/.*/dist/', '<rootDir>/\\.demae/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^@demae/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  globalSetup: './scripts/kafka/jest-set-up.ts',
  globalTeardown: './scripts/kafka/jest-tear-down.ts',
  // The specs share the brokers.
  maxWorkers: 1,
  testTimeout: 180_000,
  passWithNoTests: false,
};

export default config;
