import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { ACCESS, PUBLIC } from '../src/auth/decorators.js';
import { operationFor } from './operation-for.js';
import { TestApi } from './test-api.js';

/** Open to everybody. Whatever is added here has a check of its own, e.g. a signature. */
const OPEN = [
  'GET exports/calls.csv',
  'GET health/live',
  'GET health/ready',
  'GET recordings/:callId.mp3',
  'Mutation.signIn',
  'Mutation.signUp',
  'POST api/webhook/elevenlabs/:applicationId',
  'POST api/webhook/voximplant',
  'Query.setup',
  'Query.viewer',
];
/** Mutations that only read. */
const READING = ['Mutation.exportCalls'];
/** Those that change what is the viewer's own. */
const OWN = ['Mutation.changePassword'];

/** Where the frameworks keep what their decorators say. */
const RESOLVER_TYPE = 'graphql:resolver_type';
const RESOLVER_NAME = 'graphql:resolver_name';
const HTTP_METHOD = 'method';
const HTTP_PATH = 'path';
const ROOTS = ['Query', 'Mutation', 'Subscription'];

interface Entrance {
  /** `Query.viewer`, or `GET health/live`. */
  name: string;
  access: unknown;
}

describe('every entrance', () => {
  let api: TestApi;
  let schema: GraphQLSchema;
  let entrances: Entrance[];

  beforeAll(async () => {
    api = await TestApi.start();
    ({ schema } = api.app.get(GraphQLSchemaHost));
    entrances = findEntrances(api);
  });

  afterAll(() => api.stop());

  it('says whom it is for', () => {
    const silent = entrances.filter(({ access }) => access === undefined);

    expect(silent).toEqual([]);
  });

  it('is seen by this test: every operation of the schema has a handler here', () => {
    const seen = new Set(entrances.map(({ name }) => name));

    expect(rootFields(schema).filter((field) => !seen.has(field))).toEqual([]);
  });

  it('is closed to whoever has not signed in, but for a few', async () => {
    const marked = entrances.filter(({ access }) => access === PUBLIC).map(({ name }) => name);

    const closed = rootFields(schema).filter((field) => !OPEN.includes(field));
    const codes = await Promise.all(closed.map((field) => codeFor(api, schema, field, null)));

    expect(marked.sort()).toEqual(OPEN);
    expect(closed.filter((_, i) => codes[i] !== 'UNAUTHENTICATED')).toEqual([]);
  });

  it('lets a VIEWER change nothing but what is theirs', async () => {
    const viewer = await api.addUser(await api.signUp(), 'VIEWER');

    const changing = rootFields(schema).filter(
      (field) => field.startsWith('Mutation.') && ![...OPEN, ...READING, ...OWN].includes(field),
    );
    const codes = await Promise.all(changing.map((field) => codeFor(api, schema, field, viewer.token)));

    expect(changing.filter((_, i) => codes[i] !== 'FORBIDDEN')).toEqual([]);
  });
});

/** Each handler of a root field and each HTTP route, with what it, or its class, says about access. */
function findEntrances(api: TestApi): Entrance[] {
  const scanner = new MetadataScanner();
  const modules = [...api.app.get(ModulesContainer).values()];
  const wrappers = modules.flatMap((module) => [...module.providers.values(), ...module.controllers.values()]);
  const classes = new Set(
    wrappers.map(({ instance }) => prototypeOf(instance)).filter((prototype) => prototype !== undefined),
  );
  return [...classes].flatMap((prototype) =>
    scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = (prototype as Record<string, object>)[method];
      const name = handler && nameOf(handler, method, prototype.constructor);
      if (!handler || !name) return [];
      const access: unknown =
        Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, prototype.constructor);
      return [{ name, access }];
    }),
  );
}

function prototypeOf(instance: unknown): object | undefined {
  return typeof instance === 'object' && instance !== null ? (Object.getPrototypeOf(instance) as object) : undefined;
}

/** Undefined for a method that is no entrance; a field resolver is none, as it is reached through another. */
function nameOf(handler: object, method: string, owner: object): string | undefined {
  const type = Reflect.getMetadata(RESOLVER_TYPE, handler) as string | undefined;
  if (type !== undefined && ROOTS.includes(type)) {
    return `${type}.${(Reflect.getMetadata(RESOLVER_NAME, handler) as string | undefined) ?? method}`;
  }
  const path = Reflect.getMetadata(HTTP_PATH, handler) as string | undefined;
  if (path === undefined) return undefined;
  const verb = RequestMethod[Reflect.getMetadata(HTTP_METHOD, handler) as number];
  return `${verb} ${String(Reflect.getMetadata(HTTP_PATH, owner))}/${path}`;
}

function rootFields(schema: GraphQLSchema): string[] {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return types.flatMap((type) => (type ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : []));
}

/** What an operation of this one field answers; a subscription goes over a socket, where nobody gets even that far. */
async function codeFor(
  api: TestApi,
  schema: GraphQLSchema,
  field: string,
  token: string | null,
): Promise<string | undefined> {
  const operation = operationFor(schema, field);
  if (!field.startsWith('Subscription.')) return api.codeOf(operation, {}, { token });
  try {
    await api.subscribe(operation, {}, { token }).next();
    return undefined;
  } catch (error) {
    return (error as { code?: number }).code === 4403 ? 'UNAUTHENTICATED' : String(error);
  }
}
