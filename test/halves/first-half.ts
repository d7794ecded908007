import { everySecondSpec } from './specs.js';

for (const spec of everySecondSpec(0)) await import(spec);
