/** What the paths of all webhooks begin with, after the slash. */
export const WEBHOOKS_PATH = 'api/webhook';
