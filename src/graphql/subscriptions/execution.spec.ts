import type { IncomingMessage } from 'node:http';
import type { EntityManager } from '@mikro-orm/sql';
import { Logger } from '@nestjs/common';
import { buildSchema, parse } from 'graphql';
import { Role } from '../../auth/role.js';
import type { Viewer } from '../../auth/viewer.js';
import { NotFoundError } from '../../common/errors.js';
import { ownEntityManager } from '../../database/own-entity-manager.js';
import { logFacts } from '../../logging/log-context.js';
import { Metrics } from '../../metrics/index.js';
import { ErrorFormatter } from '../error-formatter.js';
import { loader } from '../loaders.js';
import { type OperationContext, operationContext } from '../operation-context.js';
import { Execution, type SafeResult } from './execution.js';

const schema = buildSchema('type Query { now: String } type Subscription { ticks: Int } ');

/** An entity manager that knows only how to be forked, and numbers what it makes. */
function fakeEntityManager() {
  let forks = 0;
  return { fork: () => ({ number: ++forks }) };
}

function setUp() {
  const execution = new Execution(
    fakeEntityManager() as unknown as EntityManager,
    new ErrorFormatter({ GRAPHQL_INTROSPECTION: 'on' }),
    new Metrics(),
  );
  const contextValue = operationContext({ req: {} as IncomingMessage, address: '', viewer: null });
  const run = (query: string, rootValue: object) => ({ schema, document: parse(query), rootValue, contextValue });
  return { execution, run };
}

function numberOfOwn(): number {
  return (ownEntityManager() as unknown as { number: number }).number;
}

async function* ticks(count: number) {
  for (let i = 1; i <= count; i++) yield await Promise.resolve({ ticks: i });
}

describe('Execution', () => {
  beforeAll(() => void Logger.overrideLogger(false));

  it('gives an operation an entity manager and a request id of its own', async () => {
    const { execution, run } = setUp();
    const now = () => `${numberOfOwn()} ${logFacts().requestId}`;

    const results = [
      await execution.execute(run('{ now }', { now })),
      await execution.execute(run('{ now }', { now })),
    ];

    expect(results.map(({ data }) => data?.now)).toEqual([
      expect.stringMatching(/^1 \w{26}$/),
      expect.stringMatching(/^2 \w{26}$/),
    ]);
  });

  it('runs each event of a subscription as an operation of its own, with loaders and an entity manager of its own', async () => {
    const { execution, run } = setUp();
    const loads: unknown[] = [];
    const source = (_: unknown, context: OperationContext) =>
      (async function* () {
        for await (const tick of ticks(3)) {
          yield {
            ticks: (_args: unknown, own: OperationContext) =>
              loader(own, 'same', (keys: readonly number[]) => {
                loads.push([keys, own === context, numberOfOwn()]);
                return Promise.resolve(keys);
              }).load(tick.ticks),
          };
        }
      })();

    const stream = await execution.subscribe(run('subscription { ticks }', { ticks: source }));
    const results = await Array.fromAsync(stream as AsyncIterable<SafeResult>);

    expect(results.map(({ data }) => data?.ticks)).toEqual([1, 2, 3]);
    expect(loads).toEqual([
      [[1], false, 1],
      [[2], false, 2],
      [[3], false, 3],
    ]);
  });

  it('runs an event once for those of a workspace and a role who ask the same of it', async () => {
    const { execution, run } = setUp();
    const asked: string[] = [];
    const event = {
      ticks: (_: unknown, { viewer }: OperationContext) => asked.push(`${viewer?.workspaceId} ${viewer?.role}`),
    };
    const source = async function* () {
      yield await Promise.resolve(event);
    };
    const first = async (query: string, workspaceId: string, role: Role) => {
      const viewer = { workspaceId, role, credential: { kind: 'user', id: String(Math.random()) } } as Viewer;
      const contextValue = operationContext({ req: {} as IncomingMessage, address: '', viewer });
      const stream = await execution.subscribe({ ...run(query, { ticks: source }), contextValue });
      return (await Array.fromAsync(stream as AsyncIterable<SafeResult>))[0]?.data;
    };

    const same = [
      await first('subscription { ticks }', 'a', Role.VIEWER),
      await first('subscription {ticks}', 'a', Role.VIEWER),
    ];
    const others = [
      await first('subscription { ticks }', 'b', Role.VIEWER),
      await first('subscription { ticks }', 'a', Role.ADMIN),
      await first('subscription { number: ticks }', 'a', Role.VIEWER),
    ];

    expect(same).toEqual([{ ticks: 1 }, { ticks: 1 }]);
    expect(others).toEqual([{ ticks: 2 }, { ticks: 3 }, { number: 4 }]);
    expect(asked).toEqual(['a viewer', 'b viewer', 'a admin', 'a viewer']);
  });

  it('answers a subscription that is refused with the reason', async () => {
    const { execution, run } = setUp();
    const refuse = () => {
      throw new NotFoundError('SyncRun not found');
    };

    const result = (await execution.subscribe(run('subscription { ticks }', { ticks: refuse }))) as SafeResult;

    expect(result.errors?.map((error) => error.toJSON())).toMatchObject([
      { message: 'SyncRun not found', path: ['ticks'], extensions: { code: 'NOT_FOUND' } },
    ]);
  });

  it('goes on after an event that failed, and tells nothing of the fault', async () => {
    const { execution, run } = setUp();
    const source = async function* () {
      yield await Promise.resolve({ ticks: () => Promise.reject(new Error('planted detail')) });
      yield { ticks: 2 };
    };

    const stream = await execution.subscribe(run('subscription { ticks }', { ticks: source }));
    const [first, second] = await Array.fromAsync(stream as AsyncIterable<SafeResult>);

    expect(first?.errors?.map((error) => error.toJSON())).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(JSON.stringify(first?.errors)).not.toContain('planted');
    expect(second?.data).toEqual({ ticks: 2 });
  });
});
