import { Global, Module } from '@nestjs/common';
import { ENV, type Env } from '../config/index.js';
import { KeyRing } from './key-ring.js';
import { SecretBox } from './secret-box.js';

/** The keys of the installation, and what encrypts with them. */
@Global()
@Module({
  providers: [
    { provide: KeyRing, inject: [ENV], useFactory: (env: Env) => KeyRing.fromEnv(env) },
    { provide: SecretBox, inject: [KeyRing], useFactory: (ring: KeyRing) => new SecretBox(ring) },
  ],
  exports: [KeyRing, SecretBox],
})
export class SecretsModule {}
