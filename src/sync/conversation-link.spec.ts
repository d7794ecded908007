import { conversationIdIn } from './conversation-link.js';

const ID = 'conv_01jwabcdefghjkmnpqrstvwxyz';
/** What VoxEngine keeps of a longer text. */
const cut = (value: object) => Buffer.from(JSON.stringify(value)).subarray(0, 200).toString('utf8');

describe('conversationIdIn', () => {
  it.each([
    ['what the scenario writes', JSON.stringify({ v: 1, c: ID })],
    ['the same with more behind it', JSON.stringify({ v: 1, c: ID, note: 'x' })],
    ['conversation_id', JSON.stringify({ lead: 7, conversation_id: ID })],
    ['conversationId', JSON.stringify({ conversationId: ID, lead: { id: 7 } })],
    ['a bare id', ID],
    ['a bare id with space around it', ` ${ID}\n`],
    ['JSON with space in it', `{ "v": 1, "c": "${ID}" }`],
    ['the scenario’s JSON, cut', cut({ v: 1, c: ID, note: 'ждёт звонка '.repeat(20) })],
    ['other JSON, cut', cut({ conversation_id: ID, note: 'x'.repeat(300) })],
    ['camel case, cut', cut({ conversationId: ID, note: '😀'.repeat(80) })],
    ['the next name where the first holds rubbish', JSON.stringify({ v: 1, c: 'no id!', conversation_id: ID })],
  ])('finds the id in %s', (_, text) => {
    expect(conversationIdIn(text)).toBe(ID);
  });

  it.each([
    ['nothing', null],
    ['an empty text', ''],
    ['a sentence', 'campaign 7'],
    ['a sentence that names one', `see ${ID}`],
    ['a short bare id', 'conv_1'],
    ['`c` without the version', '{"c":"customer"}'],
    ['`c` of another version', `{"v":2,"c":"${ID}"}`],
    ['`c` without the version, cut', cut({ c: 'customer', note: 'x'.repeat(300) })],
    ['an id that was cut itself', `{"v":1,"note":"${'x'.repeat(160)}","c":"conv_01jwabc`],
    ['an id that is a number', '{"conversation_id":7}'],
    ['an empty id', '{"v":1,"c":""}'],
    ['an id with odd characters', '{"conversation_id":"conv 1; drop table"}'],
    ['an id beyond measure', JSON.stringify({ conversation_id: 'x'.repeat(129) })],
    ['null', 'null'],
    ['a list', `["${ID}"]`],
    ['an open brace', '{'],
  ])('finds none in %s', (_, text) => {
    expect(conversationIdIn(text)).toBeNull();
  });
});
