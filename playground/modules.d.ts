// What the build puts in place of these.

declare module '*.graphql' {
  const text: string;
  export default text;
}

/** The hashed file names of the editor's workers. */
declare const WORKER_FILES: Readonly<Record<'editor' | 'graphql' | 'json', string>>;
