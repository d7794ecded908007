export { webConsole } from './console.js';
