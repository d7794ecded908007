// Fails where a package that is installed or bundled for users, of the server or of the console, has a licence that is not
// allowed, or none that is known. It reads the lock files alone. docs/security.md names what is allowed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
]);

/** They name their licence in a way that npm no longer reads; these are what the LICENSE file of that version says. */
const READ_BY_HAND = new Map([
  ['busboy@1.6.0', 'MIT'],
  ['streamsearch@1.1.0', 'MIT'],
]);

/** @param {string} expression as SPDX writes them, of names, AND, OR and one level of brackets @returns {boolean} */
function isAllowed(expression) {
  const alternatives = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return alternatives.some((alternative) => alternative.split(' AND ').every((name) => ALLOWED.has(name)));
}

/** @param {string} folder with a lock file @returns {{ name: string, licence: string }[]} */
function shipped(folder) {
  const { packages } = JSON.parse(readFileSync(join(root, folder, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path, { version, license }]) => {
      const name = `${path.split('node_modules/').at(-1)}@${version}`;
      return { name, licence: READ_BY_HAND.get(name) ?? license ?? 'unknown' };
    });
}

const packages = ['.', 'console'].flatMap(shipped);
const refused = packages.filter(({ licence }) => !isAllowed(licence));
for (const { name, licence } of refused)
  process.stderr.write(`${name} has a licence that is not allowed: ${licence}\n`);
if (refused.length > 0) process.exit(1);
process.stdout.write(`Licences: ${packages.length} packages, all allowed\n`);
