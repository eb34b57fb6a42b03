import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{apps,libs,scripts,test}/**/*.{spec,e2e-spec}.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/libs/.*/dist/', '<rootDir>/\\.demae/'],
  extensionsToTreatAsEsm: ['.ts'],
  // Options in .swcrc, the same as the build's.
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^@demae/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  globalSetup: './libs/testing/src/global-setup.ts',
  globalTeardown: './libs/testing/src/global-teardown.ts',
  maxWorkers: 2,
  testTimeout: 120_000,
  passWithNoTests: false,
};

export default config;
