// Who may import whom; docs/architecture.md says why. `npm run deps` checks it.
const below = {
  accounts: [],
  applications: ['accounts'],
  calls: ['accounts', 'applications'],
  transcripts: ['accounts', 'applications', 'calls'],
  recordings: ['accounts', 'applications', 'calls'],
  exports: ['accounts', 'applications', 'calls', 'transcripts'],
  sync: ['accounts', 'applications', 'calls', 'transcripts', 'recordings'],
  webhooks: ['accounts', 'applications', 'calls', 'transcripts', 'recordings', 'sync'],
};
const domains = Object.keys(below);
const src = (names) => `^src/(${names.join('|')})/`;
const roots = ['^src/[^/]+\\.ts$', '^src/database/entities\\.ts$']; // the composition roots and the list of entities name every module

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'kernel-is-a-leaf',
      severity: 'error',
      from: { path: src(['common']) },
      to: { path: '^src/', pathNot: src(['common']) },
    },
    {
      name: 'upstream-knows-no-domain',
      severity: 'error',
      from: { path: src(['upstream']) },
      to: { path: src([...domains, 'auth', 'queue', 'database']) },
    },
    {
      name: 'audit-knows-no-domain',
      severity: 'error',
      from: { path: src(['audit']) },
      to: { path: src(domains) },
    },
    {
      name: 'front-door-only',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: roots },
      to: { path: src(domains), pathNot: ['^src/$1/', '/index\\.ts$'] },
    },
    {
      name: 'nothing-imports-a-root',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '^src/cli/' }, // a command is a root too
      to: { path: ['^src/[^/]+\\.ts$', '^src/health/'], pathNot: ['^src/$1/'] },
    },
    ...domains.map((name) => ({
      name: `${name}-looks-left`,
      severity: 'error',
      from: { path: src([name]) },
      to: { path: src(domains.filter((other) => other !== name && !below[name].includes(other))) },
    })),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
  },
};
