// Bundles the playground into dist/playground: index.html, and assets/ with hashed names that may be cached for ever.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const source = import.meta.dirname;
const target = join(source, '../dist/playground');

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: source,
  outdir: join(target, 'assets'),
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  metafile: true,
  platform: 'browser',
  target: 'es2022',
  legalComments: 'linked', // the licences of what is bundled want to be passed on
  logLevel: 'warning',
};

/**
 * @template {string} Name
 * @param {Record<Name, string>} entryPoints
 * @param {import('esbuild').BuildOptions} [options]
 * @returns {Promise<Record<Name, string>>} the hashed file name of each
 */
async function bundle(entryPoints, options) {
  const { metafile } = await build({ ...common, ...options, entryPoints });
  const outputs = Object.entries(metafile.outputs);
  const fileOf = (entry) => basename(outputs.find(([, output]) => output.entryPoint?.endsWith(entry))[0]);
  return Object.fromEntries(Object.entries(entryPoints).map(([name, entry]) => [name, fileOf(entry)]));
}

await rm(target, { recursive: true, force: true });

const { style, ...workers } = await bundle({
  style: 'playground.css',
  editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
});

const { script } = await bundle(
  { script: 'playground.tsx' },
  {
    format: 'esm',
    splitting: true, // formatting loads when it is used first
    // GraphiQL loads the parsers by old names that lead to CommonJS, of which a split bundle sees no named exports.
    alias: { 'prettier/parser-babel': 'prettier/plugins/babel', 'prettier/parser-graphql': 'prettier/plugins/graphql' },
    loader: {
      '.graphql': 'text',
      '.css': 'empty', // GraphiQL's stylesheet has the editor's in it already
    },
    define: { WORKER_FILES: JSON.stringify(workers) }, // esbuild itself does not follow `new Worker(…)`
  },
);

const page = await readFile(join(source, 'index.html'), 'utf8');
await writeFile(join(target, 'index.html'), page.replace('{{style}}', style).replace('{{script}}', script));
