import { readFileSync } from 'node:fs';

/** Reads as much of a Dockerfile as ours has. @param {string} path @returns {import('./dockerfile.d.mts').Stage[]} */
export function readDockerfile(path) {
  const lines = readFileSync(path, 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n');
  const stages = [];
  for (const line of lines.filter((text) => text.trim() !== '')) {
    const [, instruction, text] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (instruction === undefined) throw new Error(`The Dockerfile has a line that is no instruction: ${line}`);
    if (instruction === 'FROM') {
      const [image, , name = ''] = text.split(' ');
      stages.push({ name, image, steps: [] });
    } else stages.at(-1).steps.push({ instruction, text });
  }
  return stages;
}

/** @param {import('./dockerfile.d.mts').Stage} stage @param {string} instruction @returns {string[]} what follows each instruction of that name */
export function textsOf({ steps }, instruction) {
  return steps.filter((step) => step.instruction === instruction).map(({ text }) => text);
}

/** @param {string} text of a COPY @returns {{ from: string | undefined, sources: string[], target: string }} */
export function readCopy(text) {
  const words = text.split(/\s+/);
  const from = words[0].startsWith('--from=') ? words.shift().slice('--from='.length) : undefined;
  const target = words.pop();
  return { from, sources: words, target };
}
