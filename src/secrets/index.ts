export { KeyRing } from './key-ring.js';
export { LinkSigner, type LinkStamp } from './link-signer.js';
export { SecretBox, type SecretColumn, type SecretPlace, UnreadableSecretError } from './secret-box.js';
export { hintOf } from './secret-hint.js';
export { SecretsModule } from './secrets.module.js';
export { SecretsCheck } from './secrets-check.js';
