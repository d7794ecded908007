import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Writes each script and stylesheet in compressed forms beside it, once, so that the server need not at each request. */
export function precompress(): Plugin {
  let directory = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      directory = join(root, build.outDir, build.assetsDir);
    },
    closeBundle: async () => {
      const files = (await readdir(directory)).filter((name) => /\.(js|css)$/.test(name));
      await Promise.all(
        files.map(async (name) => {
          const bytes = await readFile(join(directory, name));
          const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
          await writeFile(join(directory, `${name}.br`), await brotli(bytes, { params }));
          await writeFile(join(directory, `${name}.gz`), await zip(bytes, { level: constants.Z_BEST_COMPRESSION }));
        }),
      );
    },
  };
}
