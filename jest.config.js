import { readFileSync } from 'node:fs';
import './test/servers/typescript-imports.mjs';
import { findChromium } from './test/console/find-chromium.ts';
import { findServer } from './test/servers/find-server.ts';

// .swcrc leaves the specs out of the build; here they are the point.
const swcrc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
const swc = { ...swcrc, exclude: undefined, swcrc: false };

/** What every project shares: TypeScript through SWC, as ES modules, whose relative imports end in `.js`. */
export const shared = {
  testEnvironment: '<rootDir>/test/servers/test-environment.mjs',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/console/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'] },
};

/** Nothing is picked out, neither files nor projects: then the end-to-end tests of a database are two files (test/halves). */
const isWhole = process.argv.slice(2).every((argument) => argument.startsWith('-'));

/**
 * The same end-to-end tests once for each database; the test files learn which from the global.
 * @param {import('./test/servers/kinds.ts').DatabaseKind} databaseKind
 */
function endToEnd(databaseKind) {
  return {
    ...shared,
    displayName: `e2e-${databaseKind}`,
    testMatch: [isWhole ? '<rootDir>/test/halves/*-half.ts' : '<rootDir>/test/**/*.e2e-spec.ts'],
    globals: { databaseKind },
    globalSetup: `<rootDir>/test/servers/setup/${databaseKind}.ts`,
  };
}

/** A database that this machine does not have is left out, unless its absence is to be a failure. */
export function canBeTested(kind) {
  return process.env.REQUIRE_SERVICES === '1' || findServer(kind) !== undefined;
}

/** The web console in a browser; left out, and said so, where there is none. */
function consoleProjects() {
  if (findChromium() === undefined && process.env.REQUIRE_SERVICES !== '1') {
    process.stderr.write('The console is not tested: there is no Chromium (apt-get install chromium)\n');
    return [];
  }
  return [
    {
      ...shared,
      displayName: 'console',
      testMatch: ['<rootDir>/test/console/*.console-spec.ts'],
      globals: { databaseKind: 'sqlite' },
      globalSetup: '<rootDir>/test/console/setup.ts',
    },
  ];
}

export default {
  maxWorkers: 3, // on two processors, as tests wait now and then; up to 1 GB each, and the servers run beside them
  testTimeout: 30_000, // what hangs is found all the same, and a busy machine fails nothing
  // Every file loads the frameworks afresh, and V8 lets go of old ES modules late: about 30 MB a file.
  workerIdleMemoryLimit: '1GB',
  globalSetup: '<rootDir>/test/servers/setup/finish.ts',
  globalTeardown: '<rootDir>/test/servers/setup/teardown.ts',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{src,simulator,demo,bench}/**/*.spec.ts'] },
    endToEnd('sqlite'),
    ...['mysql', 'mariadb'].filter(canBeTested).map(endToEnd),
    // What does not depend on the database.
    {
      ...shared,
      displayName: 'e2e-once',
      testMatch: ['<rootDir>/test/**/*.once-spec.ts'],
      globalSetup: '<rootDir>/test/servers/setup/once.ts',
    },
    ...consoleProjects(),
  ],
};
