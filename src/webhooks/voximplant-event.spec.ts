import { CallDirection } from '../calls/index.js';
import { readVoximplantEvent } from './voximplant-event.js';

const EVENT = { event: 'call.started', eventId: '1:call.started', sessionId: '5120000000', at: '2026-03-01T12:00:00Z' };
const read = (changes: object) => readVoximplantEvent(Buffer.from(JSON.stringify({ ...EVENT, ...changes })));

describe('an event of the scenario', () => {
  it('is read with what it tells', () => {
    const event = read({ direction: 'INBOUND', from: '12025550171', to: null, conversationId: 'conv_1' });

    expect(event).toMatchObject({
      ...{ type: 'call.started', sessionId: '5120000000', conversationId: 'conv_1' },
      ...{ direction: CallDirection.INBOUND, from: '12025550171', to: undefined },
      at: new Date('2026-03-01T12:00:00Z'),
    });
  });

  it.each([
    ['the session as a number', { sessionId: 5120000000 }],
    ['the instant with an offset', { at: '2026-03-01T13:00:00.000+01:00' }],
    ['the instant in milliseconds', { at: Date.parse('2026-03-01T12:00:00Z') }],
    ['an empty conversation', { conversationId: '' }],
    ['a direction of another word', { direction: 'sideways' }],
    ['members that nobody knows', { later: { version: 2 } }],
  ])('may have %s', (_, changes) => {
    const event = read(changes);

    expect(event).toMatchObject({ sessionId: '5120000000', at: new Date('2026-03-01T12:00:00Z') });
  });

  it('of a later version is nothing', () => {
    const event = read({ event: 'call.transferred' });

    expect(event).toBeUndefined();
  });

  it.each([
    ['eventId', undefined],
    ['eventId', 'with space'],
    ['sessionId', '12e4'],
    ['sessionId', '99999999999999999999'],
    ['conversationId', '../etc'],
    ['at', 'yesterday'],
    ['event', 7],
  ])('is refused for its %s: %s', (field, value) => {
    const reading = () => read({ [field]: value });

    expect(reading).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }) as Error);
  });

  it('is refused where it is no JSON, without a word of it', () => {
    const reading = () => readVoximplantEvent(Buffer.from('{"from":"+12025550171'));

    expect(reading).toThrow('The body is no JSON');
  });
});
