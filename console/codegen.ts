import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types and documents for the operations of `src`, checked against the public schema. */
const config: CodegenConfig = {
  schema: '../schema.graphql',
  documents: 'src/**/*.graphql',
  generates: {
    'src/api/generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        scalars: { DateTime: 'string', Decimal: 'string', JSONObject: 'Record<string, unknown>', ID: 'string' },
        enumType: 'string-literal',
        useTypeImports: true,
        optimizeDocumentNode: true,
        dedupeFragments: true,
      },
    },
  },
};

export default config;
