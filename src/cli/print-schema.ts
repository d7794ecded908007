import { writeFile } from 'node:fs/promises';
import { renderSchema } from './render-schema.js';

const FILE = 'schema.graphql';

await writeFile(FILE, await renderSchema());
console.log(`Wrote ${FILE}`);
