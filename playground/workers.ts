import type { Environment } from 'monaco-editor';

/**
 * Where the editor finds its web workers: in our own files. The set-up modules that GraphiQL brings suit Vite, webpack
 * and a content delivery network only.
 */
const environment: Environment = {
  getWorker: (_id, label) => {
    const file = label === 'json' || label === 'graphql' ? WORKER_FILES[label] : WORKER_FILES.editor;
    return new Worker(new URL(file, import.meta.url));
  },
};

Object.assign(globalThis, { MonacoEnvironment: environment });
