import base, { canBeTested, shared } from './jest.config.js';

/** @param {import('./test/servers/kinds.ts').DatabaseKind} databaseKind */
function faults(databaseKind) {
  return {
    ...shared,
    displayName: `faults-${databaseKind}`,
    testMatch: ['<rootDir>/test/faults/**/*.fault-spec.ts'],
    globals: { databaseKind },
    globalSetup: '<rootDir>/test/faults/setup.ts',
  };
}

/** What is killed, cut and starved on purpose: `npm run test:faults`. Each file has servers of its own. */
export default {
  ...base,
  globalSetup: undefined,
  globalTeardown: undefined,
  maxWorkers: 2,
  projects: [faults('sqlite'), ...['mysql', 'mariadb'].filter(canBeTested).map(faults)],
};
