import type { IncomingMessage } from 'node:http';
import type { Env } from '../../config/index.js';

/**
 * Whether the page that opens a socket may. Browsers let any page open one to anywhere and send an Origin with it; other
 * programs send none. Ours are the page's own server, the public address and the CORS_ORIGINS.
 */
export function isAllowedOrigin(
  { headers: { origin, host } }: Pick<IncomingMessage, 'headers'>,
  env: Pick<Env, 'PUBLIC_URL' | 'CORS_ORIGINS'>,
): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false; // `null`, of sandboxed pages and files
  const page = new URL(origin);
  return page.host === host || [env.PUBLIC_URL, ...env.CORS_ORIGINS].some((url) => new URL(url).origin === page.origin);
}
