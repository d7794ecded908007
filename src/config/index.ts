export { ConfigModule } from './config.module.js';
export { ConfigurationError, ENV, type Env, parseEnv } from './env.js';
export { sqlitePath } from './sqlite-path.js';
export { parseStorageUrl, type StorageLocation } from './storage-url.js';
