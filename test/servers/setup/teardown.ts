export { stopServers as default } from '../running-servers.js';
