import { readApplications } from './platform.wire.js';
import { readAccountInfo, readCallHistory } from './voximplant.wire.js';

describe('a page of the call history', () => {
  it.each(['Etc/GMT', 'GMT', 'UTC', 'Etc/UTC', undefined])('is taken in the zone %s (trap 1)', (timezone) => {
    expect(readCallHistory({ result: [], timezone })).toMatchObject({ sessions: [], rowCount: 0 });
  });

  it('is refused for good in any other zone, as every time on it would be misread (traps 1 and 2)', () => {
    expect(() => readCallHistory({ result: [], timezone: 'Europe/Berlin' })).toThrow(/another zone than UTC/);
  });

  it('has no total where none was asked for, and one as text at times (trap 8)', () => {
    expect(readCallHistory({ result: [] }).totalCount).toBeUndefined();
    expect(readCallHistory({ result: [], total_count: '12' }).totalCount).toBe(12);
  });

  it('counts the rows that cannot be read too, as the last page is known by its length', () => {
    expect(readCallHistory({ result: [null, {}] })).toMatchObject({ rowCount: 2, sessions: [] });
  });

  it.each([{}, { result: 1 }, { result: null }, null, [], 'text'])('is not made up from %j', (body) => {
    expect(() => readCallHistory(body)).toThrow(/unknown shape/);
  });
});

describe('the account', () => {
  it('is read without its API key, which Voximplant sends along (trap 33)', () => {
    const result = {
      account_id: 9000001,
      account_name: 'acme-demo',
      active: true,
      currency: 'RUR',
      balance: 12.34,
      api_key: 'secret',
    };

    const account = readAccountInfo({ result });

    expect(account).toEqual({
      accountId: '9000001',
      accountName: 'acme-demo',
      active: true,
      frozen: false,
      currency: 'RUR', // as Voximplant calls it (trap 25)
      balanceNanos: 12_340_000_000,
      location: undefined,
    });
  });

  it('needs no more than its id', () => {
    expect(readAccountInfo({ result: { account_id: '9000001', currency: null } })).toMatchObject({
      accountId: '9000001',
      active: true,
    });
    expect(() => readAccountInfo({ result: {} })).toThrow(/unknown shape/);
  });
});

describe('the applications', () => {
  it('leave out what has no id, and go by the id where there is no name', () => {
    const page = readApplications({
      result: [{ application_id: 1, application_name: 'a.acme' }, { application_id: '2' }, {}, null],
    });

    expect(page).toEqual({
      items: [
        { id: '1', name: 'a.acme' },
        { id: '2', name: '2' },
      ],
      rowCount: 4,
      totalCount: undefined,
    });
  });
});
