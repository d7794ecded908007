import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type RequestHandler } from 'express';
import { packageDirectory } from '../common/package-directory.js';

const PATH = '/graphql';

export interface PlaygroundOptions {
  /** False lets every request pass, as if there were no playground. */
  enabled: boolean;
  /** What the page may do; sets the header. */
  contentPolicy: RequestHandler;
  /** Where `playground/build.mjs` put the bundle. */
  directory?: string;
}

/**
 * GraphiQL for whoever opens `/graphql` in a browser, from our own files. Has to come before the GraphQL server, which
 * gets every request but a browser's navigation and the files below `/graphql/playground/`.
 */
export function playground({
  enabled,
  contentPolicy,
  directory = join(packageDirectory(), 'dist/playground'),
}: PlaygroundOptions): RequestHandler {
  const router = express.Router({ caseSensitive: true, strict: true });
  if (!enabled) return router;

  router.get(PATH, (request, response, next) => {
    response.vary('Accept');
    if (!isNavigation(request)) return next();
    if (!existsSync(join(directory, 'index.html'))) {
      return response.status(503).type('text').send('The playground is not built: run `npm run build:playground`.\n');
    }
    contentPolicy(request, response, () =>
      response.sendFile('index.html', {
        root: directory,
        cacheControl: false,
        headers: { 'Cache-Control': 'no-cache' },
      }),
    );
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
