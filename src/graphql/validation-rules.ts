import { NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';
import type { Env } from '../config/index.js';

/** What an operation has to obey beside the rules of the GraphQL specification, over HTTP and over WebSockets alike. */
export function validationRules(env: Pick<Env, 'GRAPHQL_INTROSPECTION'>): ValidationRule[] {
  return env.GRAPHQL_INTROSPECTION === 'off' ? [NoSchemaIntrospectionCustomRule] : [];
}
