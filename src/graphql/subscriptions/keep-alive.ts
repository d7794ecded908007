import type { WebSocket } from 'ws';

const PING_EVERY_MS = 12_000;

/**
 * Pings the other side now and then, which also keeps proxies from closing a quiet connection, and ends the socket when a
 * whole round brought no answer.
 * @returns what stops it
 */
export function keepAlive(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_EVERY_MS).unref();
  return () => clearInterval(timer);
}
