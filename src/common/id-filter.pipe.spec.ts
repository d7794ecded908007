import { BadUserInputError } from './errors.js';
import { IdFilterPipe } from './id-filter.pipe.js';
import { newId, toGlobalId } from './id.js';

describe('IdFilterPipe', () => {
  const pipe = new IdFilterPipe('Account', 'accountId');

  it('reads the key, and nothing out of nothing', () => {
    const key = newId();

    expect(pipe.transform(toGlobalId('Account', key))).toBe(key);
    expect(pipe.transform(null)).toBeNull();
    expect(pipe.transform(undefined)).toBeNull();
  });

  it('takes the id of something else for that of nothing', () => {
    expect(pipe.transform(toGlobalId('Call', newId()))).toBe('');
  });

  it('names the field of what is no id', () => {
    expect(() => pipe.transform('nonsense')).toThrow(BadUserInputError);
  });
});
