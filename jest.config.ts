import type { Config } from 'jest';

const config: Config = {
  // As built: see there.
  testEnvironment: './dist/libs/testing/src/platform-environment.js',
  testMatch: ['<rootDir>/{apps,libs,scripts,test}/**/*.{spec,e2e-spec}.ts'],
  // jest.long.config.ts has those of test/long.
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/test/long/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/libs/.*/dist/', '<rootDir>/\\.demae/'],
  extensionsToTreatAsEsm: ['.ts'],
  // Options in .swcrc, the same as the build's.
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    // In one file instead of hundreds, which each suite would load anew.
    '^rxjs(/operators)?$': '<rootDir>/node_modules/rxjs/dist/bundles/rxjs.umd.js',
    '^@demae/saga/events$': '<rootDir>/libs/saga/src/events.ts',
    '^@demae/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  globalSetup: './libs/testing/src/global-setup.ts',
  globalTeardown: './libs/testing/src/global-teardown.ts',
  maxWorkers: 2,
  // For a machine that has much else to do: no test waits without a limit of its own.
  testTimeout: 120_000,
  passWithNoTests: false,
};

export default config;
