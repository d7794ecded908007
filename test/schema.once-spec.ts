import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema, getNamedType, isObjectType, isScalarType } from 'graphql';
import { renderSchema } from '../src/cli/render-schema.js';
import { brokenPromises } from './contract/compare-schemas.js';

const read = (path: string) => readFile(join(import.meta.dirname, path), 'utf8');

describe('the schema', () => {
  let rendered: string;

  beforeAll(async () => {
    rendered = await renderSchema();
  });

  it('is what schema.graphql says; `npm run schema` writes it', async () => {
    const checkedIn = await read('../schema.graphql');

    expect(rendered).toBe(checkedIn);
  });

  it('keeps the contract', async () => {
    const contract = buildSchema(await read('contract/schema.graphql'));

    const broken = brokenPromises(contract, buildSchema(rendered));

    expect(broken).toEqual([]);
  });

  it('shows no field that holds a secret, but for those that are shown once', () => {
    const types = Object.values(buildSchema(rendered).getTypeMap()).filter((type) => isObjectType(type));
    const fields = types.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));

    const texts = fields.filter(({ field }) => isScalarType(getNamedType(field.type)));
    const secret = texts.filter(({ field }) => /password|hash$|secret$|token|key$|credentials/i.test(field.name));

    expect(secret.map(({ type, field }) => `${type.name}.${field.name}`).sort()).toEqual([
      'AuthPayload.accessToken',
      'CreateApiKeyPayload.token',
      'WebhookSecretPayload.webhookSecret',
    ]);
  });
});
