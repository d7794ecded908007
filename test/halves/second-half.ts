import { everySecondSpec } from './specs.js';

for (const spec of everySecondSpec(1)) await import(spec);
