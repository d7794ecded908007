import { accountSecretColumns } from './accounts/index.js';
import { applicationSecretColumns } from './applications/index.js';
import type { SecretColumn } from './secrets/index.js';

/** Every column that holds a secret. A module that gets a new one adds it to its list. */
export const SECRET_COLUMNS: readonly SecretColumn[] = [...accountSecretColumns, ...applicationSecretColumns];
