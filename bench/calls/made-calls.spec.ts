import { parseGlobalId, toGlobalId } from '../../src/common/id.js';
import { KNOWN, makeCalls, type MadeCallsPlan } from './made-calls.js';

const plan: MadeCallsPlan = {
  seed: 1,
  calls: 500,
  workspaceId: '01K00000000000000000000000',
  applicationIds: ['01K00000000000000000000001', '01K00000000000000000000002'],
  until: new Date('2026-03-01T00:00:00Z'),
};

it('makes the same calls of the same plan', () => {
  expect([...makeCalls(plan)]).toEqual([...makeCalls(plan)]);
});

it('gives calls ascending ids of the form that the API takes', () => {
  const ids = Array.from(makeCalls(plan), ({ call }) => String(call.id));

  expect(ids).toEqual([...new Set(ids)].sort());
  expect(ids.every((id) => parseGlobalId(toGlobalId('Call', id))?.id === id)).toBe(true);
});

it('shares the calls evenly among the applications', () => {
  const [first = ''] = plan.applicationIds;

  const ofFirst = [...makeCalls(plan)].filter(({ call }) => call.application_id === first);

  expect(ofFirst).toHaveLength(250);
});

it('knows words that are said', () => {
  const texts = Array.from(makeCalls({ ...plan, calls: 2000 }), ({ conversation }) => conversation?.text.words);

  expect(texts.some((words) => String(words).includes(` ${KNOWN.commonWord} `))).toBe(true);
});
