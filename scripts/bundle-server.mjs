// Bundles what `npm start` runs from dist/src into dist/server: a start reads some thirty files then and not some thousand
// modules, and takes half the time. Names and lines stay as they are, for logs and stacks.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const target = join(root, 'dist/server');

const external = [
  // Each looks for its compiled part beside itself.
  '@node-rs/argon2',
  'better-sqlite3',
  // Has to be there before the first decorator. What stays outside is loaded before all that is inside.
  'reflect-metadata',
  // Nest and its GraphQL package would load them for what nobody uses here; they are not installed.
  '@apollo/gateway',
  '@apollo/subgraph',
  '@as-integrations/fastify',
  '@nestjs/microservices',
  '@nestjs/websockets',
  'ts-morph',
];

/** CommonJS that is imported on demand keeps its names, as Node lets it; esbuild alone would leave a default and no more. */
const namesOfCommonJs = {
  name: 'names-of-commonjs',
  setup({ onResolve, onLoad }) {
    const namespace = 'commonjs-on-demand';
    onResolve(
      { filter: /^(class-transformer|class-validator|dataloader|graphql|mysql2\/promise)$/ },
      ({ path, kind }) => (kind === 'dynamic-import' ? { path, namespace } : undefined),
    );
    onLoad({ filter: /.*/, namespace }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter((name) => name !== 'module.exports');
      return { contents: `export { ${names.join()} } from '${path}';`, resolveDir: root };
    });
  },
};

const { outputFiles, metafile } = await build({
  entryPoints: [join(root, 'dist/src/main.js')],
  outdir: target,
  bundle: true,
  splitting: true, // what is imported on demand stays on demand
  platform: 'node',
  target: 'node22.17',
  format: 'esm',
  // CommonJS packages inside ask for Node's own modules by `require`.
  banner: { js: `const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);` },
  keepNames: true, // GraphQL, MikroORM and the log call things after their classes
  sourcemap: true,
  sourcesContent: false,
  external,
  metafile: true,
  plugins: [namesOfCommonJs],
  logLevel: 'warning',
  write: false,
});

for (const { entryPoint, exports } of Object.values(metafile.outputs)) {
  const hasLostNames = entryPoint?.startsWith('node_modules/') && exports.join() === 'default';
  if (hasLostNames) throw new Error(`${entryPoint} is imported on demand: name its package in ${namesOfCommonJs.name}`);
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
for (const { path, text } of outputFiles) await writeFile(path, path.endsWith('.map') ? withoutPackages(text) : text);

/**
 * A source map of our own files alone: with the packages it would be several times as long, and the whole is read at the
 * first error that is logged. Places in packages are told as they are in the bundle.
 * @param {string} text of a source map
 */
function withoutPackages(text) {
  const map = JSON.parse(text);
  const isOurs = map.sources.map((source) => !source.includes('node_modules/'));
  let within = false;
  const mappings = decode(map.mappings).map((line) =>
    line.flatMap(([column, source, ...rest]) => {
      const wasWithin = within;
      within = source !== undefined && isOurs[source];
      if (within) return [[column, source, ...rest.slice(0, 2)]];
      return wasWithin ? [[column]] : []; // one without a source ends what was ours
    }),
  );
  return JSON.stringify({ ...map, names: [], mappings: encode(mappings) });
}
