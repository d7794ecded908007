import { startServers } from '../running-servers.js';

/** For the project e2e-mariadb. */
export default function setup(): void {
  startServers(['mariadb', 'redis']);
}
