import { BadUserInputError, NotFoundError } from './errors.js';
import { filterKey, fromGlobalId, newId, parseGlobalId, toGlobalId } from './id.js';

const KEY = '01KAWV7Y0Q8S9T0VWXYZ123456';

describe('newId', () => {
  it('makes keys that are unique and sort by the time at which they were made', () => {
    const ids = Array.from({ length: 5000 }, newId);

    expect(new Set(ids).size).toBe(5000);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every((id) => parseGlobalId(`call_${id}`)?.id === id)).toBe(true);
  });
});

describe('a global id', () => {
  it('is read back as it was made', () => {
    expect(toGlobalId('Call', KEY)).toBe(`call_${KEY}`);
    expect(parseGlobalId(`run_${KEY}`)).toEqual({ type: 'SyncRun', id: KEY });
    expect(fromGlobalId('Call', `call_${KEY}`, 'id')).toBe(KEY);
  });

  it.each([
    '',
    'rubbish',
    KEY,
    `call_${KEY.toLowerCase()}`,
    `call_${KEY}0`,
    `call_${KEY.slice(1)}`,
    `pet_${KEY}`,
    `call_8${KEY.slice(1)}`,
    `call_${KEY}\n`,
    "call_' or 1=1 --",
  ])('that is malformed is refused by the name of its field: %j', (id) => {
    expect(parseGlobalId(id)).toBeUndefined();
    expect(() => fromGlobalId('Call', id, 'callId')).toThrow(BadUserInputError);
    expect(() => filterKey('Call', id, 'callId')).toThrow(BadUserInputError);
  });

  it('of something else is that of nothing: no call, and a filter that finds none', () => {
    expect(() => fromGlobalId('Call', `app_${KEY}`, 'id')).toThrow(NotFoundError);
    expect(filterKey('Call', `app_${KEY}`, 'id')).toBe('');
  });
});
