import type { Config } from 'jest';
import base from './jest.config.ts';

/** What is thorough rather than needed at each change: `npm run test:long`. It needs nothing that `npm test` does not, only more time. */
const config: Config = {
  ...base,
  testMatch: ['<rootDir>/test/long/*.e2e-spec.ts'],
  testPathIgnorePatterns: base.testPathIgnorePatterns?.filter((pattern) => !pattern.includes('/test/long/')),
};

export default config;
