import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { SessionFacts } from '../src/calls/index.js';
import { KnownNumbers } from '../src/calls/numbers/known-numbers.js';
import { toGlobalId } from '../src/common/id.js';
import { Retention } from '../src/sync/retention.js';
import { plainSession } from './plain-session.js';
import { databaseKind } from './servers/test-database.js';
import { StoredCalls } from './stored-calls.js';
import { TestApi } from './test-api.js';
import { keyOf } from './transcribed-calls.js';

interface Found {
  calls: { nodes: { id: string; callId: string }[] };
}

const FIND = 'query ($number: String) { calls(filter: { number: $number }) { nodes { id callId } } }';
const KEEP_DAYS = `mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { id } } }`;
const REMOVE = 'mutation ($id: ID!) { removeApplication(id: $id) { id } }';

const first: SessionFacts = { ...plainSession, sessionId: '1', fromNumber: '+12025550171', toNumber: '+442079460999' };
const second: SessionFacts = { ...first, sessionId: '2', toNumber: null };

describe('a number that calls have', () => {
  let api: TestApi;
  let calls: StoredCalls;

  beforeEach(async () => {
    api = await TestApi.start({ simulator: { calls: { perApplication: 0 } } });
    calls = await StoredCalls.create(api);
  });

  afterEach(() => api.stop());

  const find = async (number: string) => (await calls.admin.graphql<Found>(FIND, { number })).calls.nodes;
  const idsWith = async (number: string) => (await find(number)).map(({ callId }) => callId).sort();
  const keyOfCall = async (callId: string) => keyOf((await find('')).find((call) => call.callId === callId)!.id);

  async function numbersKept(): Promise<string[]> {
    const query = sql<{ number_key: string }>`select distinct number_key from number_parts order by number_key`;
    return (await query.execute(calls.db.kysely())).rows.map(({ number_key }) => number_key);
  }

  it('is found by any four characters of it and more', async () => {
    await calls.write(calls.save(first, { ...second, fromNumber: 'sip:alice@pbx.example' }));

    const found = Object.fromEntries(
      await Promise.all(
        ['1202', '2025', '5017', '0171', '50171', '0999', 'Alice', 'x.ex', '9999', '202555017', 'lice@pbx.exam'].map(
          async (typed): Promise<[string, string[]]> => [typed, await idsWith(typed)],
        ),
      ),
    );

    expect(found).toEqual({
      ...{ 1202: ['1'], 2025: ['1'], 5017: ['1'], '0171': ['1'], 50171: ['1'], '0999': ['1'], 202555017: ['1'] },
      ...{ Alice: ['2'], 'x.ex': ['2'], 9999: [], 'lice@pbx.exam': ['2'] },
    });
  });

  it('is kept as long as one of them is there', async () => {
    await calls.write(calls.save(first, second));
    const [firstKey, secondKey] = [await keyOfCall('1'), await keyOfCall('2')];

    await calls.write(calls.erase(firstKey));
    const afterOne = await numbersKept();
    const found = await idsWith('0171');
    await calls.write(calls.erase(secondKey));

    expect(afterOne).toEqual(['12025550171']);
    expect(found).toEqual(['2']);
    expect(await numbersKept()).toEqual([]);
  });

  it('is forgotten where it turns out to be another', async () => {
    await calls.write(calls.save(first));

    await calls.write(calls.save({ ...first, fromNumber: '+12025550199' }));

    expect(await numbersKept()).toEqual(['12025550199', '442079460999']);
    expect([await idsWith('0171'), await idsWith('0199')]).toEqual([[], ['1']]);
  });

  it('goes with calls past their days, and stays with those that are not', async () => {
    await calls.write(calls.save(first, { ...second, startTime: new Date() }));
    const id = toGlobalId('Application', calls.scope.applicationId);
    await calls.admin.graphql(KEEP_DAYS, { input: { id, retention: { callDays: 1 } } });

    await api.app.get(Retention, { strict: false }).run();

    expect(await idsWith('0171')).toEqual(['2']);
    expect(await numbersKept()).toEqual(['12025550171']);
  });

  it('goes with the application whose calls had it', async () => {
    await calls.write(calls.save(first, second));

    await calls.admin.graphql(REMOVE, { id: toGlobalId('Application', calls.scope.applicationId) });

    expect(await numbersKept()).toEqual([]);
  });

  // SQLite has one writer at a time.
  (databaseKind() === 'sqlite' ? describe.skip : describe)('and that another call has lost meanwhile', () => {
    let firstKey: string;

    beforeEach(async () => {
      await calls.write(calls.save(first));
      firstKey = await keyOfCall('1');
    });

    it('is written anew by who has seen it before', async () => {
      await calls.writeAfter(calls.erase(firstKey), calls.save(second));

      expect(await idsWith('0171')).toEqual(['2']);
      expect(await idsWith('2555017')).toEqual(['2']);
    });

    it('is kept by who has not seen the new call', async () => {
      await calls.writeAfter(calls.save(second), calls.erase(firstKey));

      expect(await idsWith('0171')).toEqual(['2']);
      expect(await numbersKept()).toEqual(['12025550171']);
    });

    it('is kept for a call that is about to be written', async () => {
      const numbers = api.app.get(KnownNumbers, { strict: false });
      let erasing: Promise<unknown> | undefined;

      await calls.write(async (trx) => {
        await numbers.add(trx, calls.scope.workspaceId, [{ from_key: '12025550171', to_key: null }]);
        erasing ??= calls.write(calls.erase(firstKey));
        await sleep(200); // the other one waits by now
        await calls.save(second)(trx);
      });
      await erasing;

      expect(await idsWith('0171')).toEqual(['2']);
      expect(await numbersKept()).toEqual(['12025550171']);
    });
  });
});
