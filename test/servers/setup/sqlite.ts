import { startServers } from '../running-servers.js';

/** For the project e2e-sqlite. */
export default function setup(): void {
  startServers(['redis']);
}
