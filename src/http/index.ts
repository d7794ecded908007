export { consolePolicy, playgroundPolicy } from './content-policies.js';
export { HttpModule } from './http.module.js';
export { mediaOrigins } from './media-origins.js';
export { requestContext } from './request-context.js';
export { securityHeaders } from './security-headers.js';
export { TrustedProxies } from './trusted-proxies.js';
