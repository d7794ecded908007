import { givenFields } from './given-fields.js';

class Settings {
  enabled: boolean | null = null;
  days?: number;
}

describe('givenFields', () => {
  it('names what is given, through objects, and shows no value', () => {
    const input = { name: 'x', since: new Date(), status: ['answered'], key: undefined, sync: new Settings() };

    expect(givenFields(input)).toEqual(['name', 'since', 'status', 'sync.enabled']);
  });

  it.each([null, undefined, {}, { inner: {} }])('names nothing of %j', (input) => {
    expect(givenFields(input)).toEqual([]);
  });
});
