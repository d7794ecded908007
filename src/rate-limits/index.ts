export { AnonymousLimit } from './anonymous-limit.js';
export { networkOf } from './network-of.js';
export type { RateLimiter } from './rate-limiter.js';
export { RateLimits } from './rate-limits.js';
export { RateLimitsModule } from './rate-limits.module.js';
