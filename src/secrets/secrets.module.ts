import { Global, Module } from '@nestjs/common';
import { ENV, type Env } from '../config/index.js';
import { Db } from '../database/index.js';
import { KeyRing } from './key-ring.js';
import { SecretBox } from './secret-box.js';

async function isInUse(db: Db): Promise<boolean> {
  const users = db.kysely<{ users: { id: string } }>().selectFrom('users').select('id').limit(1);
  return (await users.executeTakeFirst()) !== undefined;
}

/** The keys of the installation, and what encrypts with them. */
@Global()
@Module({
  providers: [
    {
      provide: KeyRing,
      inject: [ENV, Db],
      useFactory: async (env: Env, db: Db) => KeyRing.fromEnv(env, { inUse: await isInUse(db) }),
    },
    { provide: SecretBox, inject: [KeyRing], useFactory: (ring: KeyRing) => new SecretBox(ring) },
  ],
  exports: [KeyRing, SecretBox],
})
export class SecretsModule {}
