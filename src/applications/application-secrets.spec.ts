import { Logger } from '@nestjs/common';
import { KeyRing, SecretBox } from '../secrets/index.js';
import { ApplicationSecrets } from './application-secrets.js';

const NOON = new Date('2026-03-01T12:00:00Z');
const later = (ms: number) => new Date(NOON.getTime() + ms);
const secretsUnder = (fill: number) =>
  new ApplicationSecrets(new SecretBox(KeyRing.parse(Buffer.alloc(32, fill).toString('base64'))));

describe('the secrets of an application', () => {
  const secrets = secretsUnder(1);
  const rotated = {
    id: 'app',
    webhookSecret: secrets.seal('app', 'webhookSecret', 'wsec_new'),
    previousWebhookSecret: secrets.seal('app', 'previousWebhookSecret', 'wsec_old'),
    previousWebhookSecretUntil: later(1),
  };

  beforeAll(() => void Logger.overrideLogger(false));
  afterAll(() => void Logger.overrideLogger(true));

  it('hold for the webhook until the instant that is beside the one before', () => {
    const before = secrets.webhookSecretsAt(NOON, rotated);
    const then = secrets.webhookSecretsAt(later(1), rotated);

    expect(before).toEqual(['wsec_new', 'wsec_old']);
    expect(then).toEqual(['wsec_new']);
  });

  it('are one for the webhook before it was ever replaced', () => {
    const fresh = { ...rotated, previousWebhookSecret: null, previousWebhookSecretUntil: null };

    expect(secrets.webhookSecretsAt(NOON, fresh)).toEqual(['wsec_new']);
  });

  it('leave out what cannot be read, and keep the rest', () => {
    const stray = {
      ...rotated,
      previousWebhookSecret: secretsUnder(2).seal('app', 'previousWebhookSecret', 'wsec_old'),
    };

    expect(secrets.webhookSecretsAt(NOON, stray)).toEqual(['wsec_new']);
  });
});
