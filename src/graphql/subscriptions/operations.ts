import { Inject, Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { ENV, type Env } from '../../config/index.js';
import { validationRules } from '../validation-rules.js';

/** As many as Apollo reports over HTTP; the rest are of the same kind. */
const MAX_ERRORS = 50;

/** An operation that can be run but for its context. */
export type CheckedOperation = Omit<ExecutionArgs, 'contextValue'>;

/** Reads operations off a socket, with the rules and the error codes that they meet over HTTP too. */
@Injectable()
export class Operations {
  private readonly rules;

  constructor(
    @Inject(ENV) env: Env,
    private readonly schemaHost: GraphQLSchemaHost,
  ) {
    this.rules = [...specifiedRules, ...validationRules(env)];
  }

  /** @returns what is wrong with it, where something is */
  check({ query, operationName, variables }: SubscribePayload): CheckedOperation | GraphQLError[] {
    const { schema } = this.schemaHost;
    const document = parseDocument(query);
    if (document instanceof GraphQLError) return [document];
    const invalid = validate(schema, document, this.rules, { maxErrors: MAX_ERRORS });
    if (invalid.length > 0) return invalid.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    const checked = { schema, document, operationName, variableValues: variables };
    const problems = checkVariables(schema, checked);
    return problems.length > 0 ? problems : checked;
  }
}

function parseDocument(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return withCode(error, 'GRAPHQL_PARSE_FAILED');
    throw error;
  }
}

/** Execution would find the same, but without saying that the client is to blame. */
function checkVariables(
  schema: GraphQLSchema,
  { document, operationName, variableValues }: Pick<ExecutionArgs, 'document' | 'operationName' | 'variableValues'>,
): GraphQLError[] {
  const operation = getOperationAST(document, operationName);
  if (operation == null) {
    const message = operationName == null ? 'Name the operation to run' : `There is no operation "${operationName}"`;
    return [withCode(new GraphQLError(message), 'OPERATION_RESOLUTION_FAILURE')];
  }
  const { errors = [] } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {}, {
    maxErrors: MAX_ERRORS,
  });
  return errors.map((error) => withCode(error, 'BAD_USER_INPUT'));
}

function withCode({ message, nodes, source, positions, path }: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { code } });
}
