import { Inject, Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { QueryTooComplexError } from '../../common/errors.js';
import { ENV, type Env } from '../../config/index.js';
import {
  costWithinLimits,
  type LimitedOperation,
  PARSE_OPTIONS,
  VALIDATION_OPTIONS,
} from '../limits/operation-limits.js';
import { validationRules } from '../validation-rules.js';

/** An operation that can be run but for its context. */
export interface CheckedOperation {
  args: Omit<ExecutionArgs, 'contextValue'>;
  cost: number;
}

/** Reads operations off a socket, with the rules and the error codes that they meet over HTTP too. */
@Injectable()
export class Operations {
  private readonly rules;

  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly schemaHost: GraphQLSchemaHost,
  ) {
    this.rules = [...specifiedRules, ...validationRules(env)];
  }

  /** @returns what is wrong with it, where something is */
  check({ query, operationName, variables }: SubscribePayload): CheckedOperation | GraphQLError[] {
    const { schema } = this.schemaHost;
    const document = parseDocument(query);
    if (document instanceof GraphQLError) return [document];
    const invalid = validate(schema, document, this.rules, VALIDATION_OPTIONS);
    if (invalid.length > 0) return invalid.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    const operation = getOperationAST(document, operationName);
    if (operation == null) return [unresolved(operationName)];
    const cost = this.costOf({ schema, document, operation, variables });
    if (cost instanceof GraphQLError) return [cost];
    const problems = checkVariables(schema, operation, variables);
    if (problems.length > 0) return problems;
    return { args: { schema, document, operationName, variableValues: variables }, cost };
  }

  private costOf(operation: LimitedOperation): number | GraphQLError {
    try {
      return costWithinLimits(operation, this.env);
    } catch (error) {
      if (error instanceof QueryTooComplexError) return new GraphQLError(error.message, { originalError: error });
      throw error;
    }
  }
}

function parseDocument(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, PARSE_OPTIONS);
  } catch (error) {
    if (error instanceof GraphQLError) return withCode(error, 'GRAPHQL_PARSE_FAILED');
    throw error;
  }
}

function unresolved(operationName: SubscribePayload['operationName']): GraphQLError {
  const message = operationName == null ? 'Name the operation to run' : `There is no operation "${operationName}"`;
  return withCode(new GraphQLError(message), 'OPERATION_RESOLUTION_FAILURE');
}

/** Execution would find the same, but without saying that the client is to blame. */
function checkVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: SubscribePayload['variables'],
): GraphQLError[] {
  const { errors = [] } = getVariableValues(schema, variableDefinitions, variables ?? {}, VALIDATION_OPTIONS);
  return errors.map((error) => withCode(error, 'BAD_USER_INPUT'));
}

function withCode({ message, nodes, source, positions, path }: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { code } });
}
