import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import express, { type Request, type RequestHandler } from 'express';

const PATH = '/graphql';

/**
 * What the page may do: run our own scripts and talk to this server, nothing else. The editor writes style elements as
 * it goes and carries its fonts in the stylesheet.
 */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface PlaygroundOptions {
  /** False lets every request pass, as if there were no playground. */
  enabled: boolean;
  /** Where `playground/build.mjs` put the bundle. */
  directory?: string;
}

/**
 * GraphiQL for whoever opens `/graphql` in a browser, from our own files. Has to come before the GraphQL server, which
 * gets every request but a browser's navigation and the files below `/graphql/playground/`.
 */
export function playground({ enabled, directory = bundleDirectory() }: PlaygroundOptions): RequestHandler {
  const router = express.Router({ caseSensitive: true, strict: true });
  if (!enabled) return router;

  router.get(PATH, (request, response, next) => {
    response.vary('Accept');
    if (!isNavigation(request)) return next();
    if (!existsSync(join(directory, 'index.html'))) {
      return response.status(503).type('text').send('The playground is not built: run `npm run build:playground`.\n');
    }
    const headers = { 'Cache-Control': 'no-cache', 'Content-Security-Policy': CONTENT_POLICY };
    response.sendFile('index.html', { root: directory, cacheControl: false, headers });
  });

  // Hashed names: what one of them holds never changes.
  const assets = express.static(join(directory, 'assets'), {
    index: false,
    redirect: false,
    immutable: true,
    maxAge: '1y',
  });
  router.use(`${PATH}/playground`, assets, (_request, response) => response.sendStatus(404));
  return router;
}

/** A browser asks for a page; GraphQL clients ask for JSON or, like curl, for anything. */
function isNavigation(request: Request): boolean {
  const preferred = request.accepts(['application/graphql-response+json', 'application/json', 'text/html']);
  return preferred === 'text/html' && request.query.query === undefined;
}

/** `dist/playground` of this package, whether this file runs from `src` or from `dist/src`. */
function bundleDirectory(from = import.meta.dirname): string {
  return existsSync(join(from, 'package.json')) ? join(from, 'dist/playground') : bundleDirectory(dirname(from));
}
