import eslint from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'coverage/',
      'data/',
      '**/node_modules/',
      'console/dist/',
      '**/generated.ts',
      '**/voxengine.d.ts',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-imports': [
        'error',
        ...['@mikro-orm/core', '@mikro-orm/sql'].map((name) => ({
          name,
          importNames: ['RequestContext'],
          message: 'Nobody asks it: use withOwnEntityManager.',
        })),
      ],
    },
  },
  {
    // What talks to a person in a terminal may print.
    files: ['demo/**', 'simulator/main.ts', 'bench/**', 'scripts/**', 'test/servers/**', 'src/cli/**'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.spec.ts', '**/*.e2e-spec.ts', 'test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off', // jest's asymmetric matchers are typed any
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['console/src/**'],
    extends: [reactHooks.configs.flat.recommended, jsxA11y.configs.strict],
    rules: {
      // What an event handler starts shows how it went in the state of its hook.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      // What scrolls has to be reached by keyboard.
      'jsx-a11y-x/no-noninteractive-tabindex': ['error', { tags: ['ol', 'pre'], roles: ['region'] }],
      // These are about what the React Compiler may assume, and we do without it: an audio element is there to be changed.
      'react-hooks/immutability': 'off',
      'react-hooks/incompatible-library': 'off',
      'react-hooks/purity': 'off',
      'react-hooks/set-state-in-effect': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
);
