import { type AuditResult, auditServer } from 'graphql-http';
import { TestApi } from './test-api.js';

const NO_BARE_GET =
  'any page could send it in the name of who visits it: a GET needs a header that makes browsers ask first';
const IS_400 =
  'what cannot be executed is 400 for every client, as application/graphql-response+json has it, so that proxies see it';

/** What the specification recommends or allows and is not done here, by the id of its audit. */
const NOT_DONE: Readonly<Record<string, { name: string; reason: string }>> = {
  '5A70': { name: 'MAY accept application/x-www-form-urlencoded formatted GET requests', reason: NO_BARE_GET },
  D6D5: {
    name: 'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
    reason: NO_BARE_GET,
  },
  '6A70': {
    name: 'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
    reason: NO_BARE_GET,
  },
  '572B': {
    name: 'SHOULD use 200 status code on document parsing failure when accepting application/json',
    reason: IS_400,
  },
  FDE2: {
    name: 'SHOULD use 200 status code on document validation failure when accepting application/json',
    reason: IS_400,
  },
  '7B9B': {
    name: 'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
    reason: IS_400,
  },
};

describe('GraphQL over HTTP, as its specification is audited', () => {
  let results: AuditResult[];

  beforeAll(async () => {
    const api = await TestApi.start();
    results = await auditServer({ url: `${api.url}/graphql` });
    await api.stop();
  });

  it('does all that a server must', () => {
    const must = results.filter(({ name }) => name.startsWith('MUST'));

    expect(must.length).toBeGreaterThan(10);
    expect(must.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it('does all that it should and may, but what is listed with its reason', () => {
    const missing = results.filter(({ name, status }) => !name.startsWith('MUST') && status !== 'ok');

    expect(Object.fromEntries(missing.map(({ id, name }) => [id, name]))).toEqual(
      Object.fromEntries(Object.entries(NOT_DONE).map(([id, { name }]) => [id, name])),
    );
  });
});
