import { Global, Module } from '@nestjs/common';
import { TrustedProxies } from './trusted-proxies.js';

/** What all that comes by HTTP, or begins with it, has in common. */
@Global()
@Module({ providers: [TrustedProxies], exports: [TrustedProxies] })
export class HttpModule {}
