import { EntityManager } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import {
  createSourceEventStream,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  print,
} from 'graphql';
import { withOwnEntityManager } from '../../database/index.js';
import { newRequestId, newTraceId, withLogFacts } from '../../logging/log-context.js';
import { Metrics } from '../../metrics/index.js';
import { ErrorFormatter } from '../error-formatter.js';
import { type OperationContext, operationContext } from '../operation-context.js';
import { outcomeOf } from '../operation-metrics.js';
import { mapStream } from './map-stream.js';
import { isPersonal } from './personal-fields.js';
import { SharedResults } from './shared-results.js';

/** An operation that is to be run for somebody. */
export type OperationArgs = ExecutionArgs & { contextValue: OperationContext };

/** An answer whose errors are fit for clients. */
export type SafeResult = Omit<ExecutionResult, 'errors'> & { errors?: readonly GraphQLError[] };

/**
 * Runs what comes over sockets as a request over HTTP is run: with an entity manager, loaders and a request id of its own,
 * and with the same errors. Each event of a subscription is one such run, so it sees the database as it is then; those
 * of a workspace who ask the same of the same event share it.
 */
@Injectable()
export class Execution {
  private readonly shared = new SharedResults<SafeResult>();

  constructor(
    private readonly em: EntityManager,
    private readonly errors: ErrorFormatter,
    private readonly metrics: Metrics,
  ) {}

  async execute(args: OperationArgs): Promise<SafeResult> {
    const begunAt = performance.now();
    const result = await this.alone(args, async () => this.toSafe(await execute(args)));
    const type = getOperationAST(args.document, args.operationName)?.operation ?? 'unknown';
    this.metrics.operations.inc({
      transport: 'socket',
      type,
      outcome: outcomeOf(result.errors?.map((error) => error.toJSON())),
    });
    this.metrics.operationSeconds.observe({ transport: 'socket', type }, (performance.now() - begunAt) / 1000);
    return result;
  }

  async subscribe(args: OperationArgs): Promise<AsyncIterableIterator<SafeResult> | SafeResult> {
    const source = await this.alone(args, async () => {
      const stream = await createSourceEventStream(args);
      return Symbol.asyncIterator in stream ? stream : this.toSafe(stream);
    });
    if (!(Symbol.asyncIterator in source)) return source;
    const question = questionOf(args);
    return mapStream(source, (rootValue) =>
      this.shared.of(rootValue as object, question, () =>
        this.execute({ ...args, rootValue, contextValue: operationContext(args.contextValue) }),
      ),
    );
  }

  /** For errors that were found before anything ran, or in the middle of a stream. */
  toSafeErrors(errors: readonly GraphQLError[]): GraphQLError[] {
    return errors.map((error) => new ReadyError(this.errors.format(error.toJSON(), error)));
  }

  private toSafe({ errors, ...result }: ExecutionResult): SafeResult {
    return errors === undefined ? result : { ...result, errors: this.toSafeErrors(errors) };
  }

  private alone<Result>({ contextValue }: OperationArgs, work: () => Promise<Result>): Promise<Result> {
    const facts = { requestId: newRequestId(), traceId: newTraceId(), clientAddress: contextValue.address };
    return withLogFacts(facts, () => withOwnEntityManager(this.em, work));
  }
}

/**
 * What the result of an event depends on beside the event: roles see different things, people of one role do not, but for
 * what is personal.
 */
function questionOf({
  schema,
  document,
  operationName,
  variableValues,
  contextValue: { viewer },
}: OperationArgs): string {
  const reader = isPersonal(schema, document) ? viewer?.credential : viewer?.role;
  return JSON.stringify([viewer?.workspaceId, reader, operationName, variableValues, print(document)]);
}

/** graphql-ws takes errors of this class only; it goes out as it was formatted. */
class ReadyError extends GraphQLError {
  constructor(private readonly formatted: GraphQLFormattedError) {
    super(formatted.message);
  }

  override toJSON(): GraphQLFormattedError {
    return this.formatted;
  }
}
