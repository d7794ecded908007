import { startServers } from '../running-servers.js';

/** For the project e2e-mysql. */
export default function setup(): void {
  startServers(['mysql', 'redis']);
}
