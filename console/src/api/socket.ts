import { type Client, createClient } from 'graphql-ws';
import type { Line } from './line';

/** The server closes with it when the credentials are missing, wrong, expired or revoked. */
const FORBIDDEN = 4403;
const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
const LONGEST_WAIT_MS = 10_000;

/** A socket that is open while something is subscribed, comes back by itself and tells how it stands. */
export function createSocket(url: string, accessToken: string, line: Line, onForbidden: () => void): Client {
  let socket: WebSocket | undefined;
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  return createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    connectionParams: { authorization: `Bearer ${accessToken}` },
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: async (retries) => {
      const ms = Math.min(LONGEST_WAIT_MS, 500 * 2 ** retries) * (0.75 + Math.random() / 2);
      await new Promise<void>((resolve) => {
        setTimeout(resolve, ms);
        window.addEventListener('online', () => resolve(), { once: true });
      });
    },
    keepAlive: PING_EVERY_MS,
    on: {
      connected: (opened) => {
        socket = opened as WebSocket;
        line.set('connected');
      },
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => socket?.close(4408, 'No answer'), PONG_WITHIN_MS);
      },
      pong: () => clearTimeout(pongTimer),
      closed: (event) => {
        clearTimeout(pongTimer);
        const { code } = event as CloseEvent;
        if (code === FORBIDDEN) onForbidden();
        line.set(code === 1000 ? 'idle' : 'lost');
      },
    },
  });
}
