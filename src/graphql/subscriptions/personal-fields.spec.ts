import { readFileSync } from 'node:fs';
import { buildSchema, parse } from 'graphql';
import { isPersonal } from './personal-fields.js';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

describe('isPersonal', () => {
  it.each([
    'subscription { callUpdated { id link: recordingUrl } }',
    'subscription { callUpdated { ...Sound } } fragment Sound on Call { recording { url } }',
  ])('finds a link in %s', (text) => {
    expect(isPersonal(schema, parse(text))).toBe(true);
  });

  it('lets people share an event of which everybody is told the same', () => {
    const document = parse('subscription { callUpdated { id recordingState application { name } } }');

    expect(isPersonal(schema, document)).toBe(false);
  });
});
