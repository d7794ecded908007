import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { BROWSER, builtPage, served } from '../common/testing/served-page.js';
import { playgroundPolicy } from '../http/index.js';
import { playground, type PlaygroundOptions } from './playground.js';

describe('playground', () => {
  let directory: string;

  beforeEach(() => {
    directory = builtPage({
      'index.html': '<title>Voxsync GraphQL</title>',
      'assets/script-AB12.js': 'start();',
      'assets/style-CD34.css': 'body {}',
    });
  });

  /** Serves the playground in front of something that stands for Apollo; answers the base address. */
  const serve = (options: Partial<PlaygroundOptions> = {}) =>
    served(
      playground({ enabled: true, contentPolicy: playgroundPolicy(), directory, ...options }),
      (_request, response) => void response.json({ apollo: true }),
    );

  const open = async (base: string, path = '/graphql', accept = BROWSER) =>
    fetch(base + path, { headers: { accept }, redirect: 'manual' });

  it('shows itself to a browser, under a policy without foreign or inline scripts', async () => {
    const page = await open(await serve());

    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none';.*script-src 'self';/);
    expect(await page.text()).toContain('Voxsync GraphQL');
  });

  it('lets the browser keep the page only as long as it is the current one', async () => {
    const base = await serve();
    const page = await open(base);
    const etag = page.headers.get('etag') ?? '';

    const again = await statusOf(base, '/graphql', { accept: BROWSER, 'if-none-match': etag });

    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('vary')).toBe('Accept');
    expect(etag).not.toBe('');
    expect(again).toBe(304);
  });

  it.each(['application/graphql-response+json', 'application/json', '*/*', 'application/json, text/html'])(
    'leaves a client that accepts %s to the GraphQL server',
    async (accept) => {
      const answer = await open(await serve(), '/graphql', accept);

      expect(await answer.json()).toEqual({ apollo: true });
      expect(answer.headers.get('vary')).toBe('Accept');
    },
  );

  it('leaves queries, by GET as by POST, to the GraphQL server', async () => {
    const base = await serve();

    const got = await open(base, '/graphql?query=%7Bviewer%7Brole%7D%7D');
    const posted = await fetch(`${base}/graphql`, { method: 'POST', headers: { accept: BROWSER }, body: '{}' });

    expect(await got.json()).toEqual({ apollo: true });
    expect(await posted.json()).toEqual({ apollo: true });
  });

  it.each([
    ['script-AB12.js', 'text/javascript; charset=utf-8'],
    ['style-CD34.css', 'text/css; charset=utf-8'],
  ])('serves %s as %s, to be cached for ever', async (name, type) => {
    const asset = await open(await serve(), `/graphql/playground/${name}`, '*/*');

    expect(asset.status).toBe(200);
    expect(asset.headers.get('content-type')).toBe(type);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('etag')).not.toBeNull();
  });

  it.each(['/', '/gone.js', '/../index.html', '/..%2findex.html', '/%2e%2e/%2e%2e/etc/passwd', '/..%5cindex.html'])(
    'has nothing at /graphql/playground%s',
    async (path) => {
      const base = await serve();

      expect(await statusOf(base, `/graphql/playground${path}`)).toBe(404);
    },
  );

  it('says what to do while it is not built', async () => {
    const page = await open(await serve({ directory: join(directory, 'nowhere') }));

    expect(page.status).toBe(503);
    expect(await page.text()).toContain('npm run build:playground');
  });

  it('is not there when switched off', async () => {
    const base = await serve({ enabled: false });

    for (const path of ['/graphql', '/graphql/playground/script-AB12.js']) {
      expect(await (await open(base, path)).json()).toEqual({ apollo: true });
    }
  });
});

/** Sends path and headers as they are; `fetch` resolves dots and adds `no-cache` to conditional requests. */
function statusOf(base: string, path: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const sent = httpRequest({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}
