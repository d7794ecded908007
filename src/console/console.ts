import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { packageDirectory } from '../common/package-directory.js';

/** The addresses of its pages; what is no page of it is answered by someone else, or by nobody. */
const PAGES = ['/', '/dashboard', '/team', '/voximplant/{*page}'];
const ASSETS = '/assets';
/** What the build has beside each script and stylesheet, the smaller first. */
const FORMS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};
const KEPT_FOR_EVER = 'public, max-age=31536000, immutable';

export interface ConsoleOptions {
  /** False lets every request pass, as if there were no console. */
  enabled: boolean;
  /** What its pages may do; sets the header. */
  contentPolicy: RequestHandler;
  /** Where `npm run build` of the console put it. */
  directory?: string;
}

/** The web console for whoever opens the server in a browser: its pages and their hashed files, and nothing else. */
export function webConsole({
  enabled,
  contentPolicy,
  directory = join(packageDirectory(), 'console/dist'),
}: ConsoleOptions): RequestHandler {
  const router = express.Router({ caseSensitive: true });
  if (!enabled) return router;

  router.get(PAGES, (request, response, next) => {
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') return next();
    if (!existsSync(join(directory, 'index.html'))) {
      return response.status(503).type('text').send('The console is not built: run `npm run build`.\n');
    }
    contentPolicy(request, response, () =>
      response.sendFile('index.html', {
        root: directory,
        cacheControl: false,
        headers: { 'Cache-Control': 'no-cache' },
      }),
    );
  });

  const assets = express.static(join(directory, 'assets'), { index: false, redirect: false, cacheControl: false });
  router.use(
    ASSETS,
    compressed(join(directory, 'assets')),
    (_request, response, next) => {
      response.setHeader('Cache-Control', KEPT_FOR_EVER);
      next();
    },
    assets,
    (_request, response) => {
      response.removeHeader('Cache-Control');
      response.sendStatus(404);
    },
  );
  router.get('/favicon.svg', (_request, response) =>
    response.sendFile('favicon.svg', { root: directory, maxAge: '1d' }, (error) => {
      if (error && !response.headersSent) response.sendStatus(404);
    }),
  );
  return router;
}

/** Points a request for a file at its compressed form, where the client takes it; the file itself is sent by who comes next. */
function compressed(directory: string): RequestHandler {
  return (request: Request, response: Response, next) => {
    const [name = ''] = /^\/[\w.-]+$/.exec(request.path) ?? [];
    const type = TYPES[/\.\w+$/.exec(name)?.[0] ?? ''];
    if (type === undefined) return next();
    response.vary('Accept-Encoding');
    const form = FORMS.find(
      ([encoding, ending]) => request.acceptsEncodings(encoding) && existsSync(join(directory, `${name}${ending}`)),
    );
    if (form === undefined) return next();
    const [encoding, ending] = form;
    response.setHeader('Content-Encoding', encoding);
    response.setHeader('Content-Type', type);
    request.url = `${name}${ending}`;
    next();
  };
}
