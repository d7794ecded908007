import { startServers } from '../running-servers.js';

/** For the project e2e-once, whose tests may compare the databases. */
export default function setup(): void {
  startServers(['mysql', 'mariadb', 'redis']);
}
