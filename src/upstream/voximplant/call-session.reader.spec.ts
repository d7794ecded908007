import { fixture } from '../testing/fixture.js';
import { readSessions } from './call-session.reader.js';
import { type CallSession } from './call-session.js';
import { readCallHistory } from './voximplant.wire.js';

const example = (name: string) => readCallHistory(fixture(`voximplant/fixtures/${name}.json`));
const minimal = { call_session_history_id: 5120034417, start_date: '2026-03-14 09:15:02' };
const leg = (fields: object) => readOne({ ...minimal, calls: [fields] }).legs[0];

function readOne(row: unknown): CallSession {
  const { sessions, unreadable } = readSessions([row]);
  if (!sessions[0]) throw new Error(unreadable[0]?.reason);
  return sessions[0];
}

describe('a session of the call history', () => {
  it('is read with its leg, its record and what else was billed (reference 7.1)', () => {
    const { sessions, unreadable, rowCount, totalCount } = example('answered-incoming');

    expect({ unreadable, rowCount, totalCount }).toEqual({ unreadable: [], rowCount: 1, totalCount: 1 });
    expect(sessions).toMatchObject([
      {
        sessionId: '5120034417',
        startedAt: new Date('2026-03-14T09:15:02Z'),
        durationSeconds: 99,
        applicationId: '10500021',
        customData: '{"v":1,"d":"i","r":"","c":"conv_synthetic0000000000000001"}',
        legs: [
          {
            callId: '5120034418',
            startedAt: new Date('2026-03-14T09:15:02Z'),
            durationSeconds: 96,
            incoming: true,
            successful: true,
            localNumber: '12025550110',
            remoteNumber: '12025550171',
            remoteNumberType: 'pstn',
            endReason: { code: 200, details: 'Normal call clearing' },
            costNanos: 12_800_000,
          },
        ],
        records: [
          {
            recordId: '19600000101',
            durationSeconds: 95,
            byteSize: 380_412,
            costNanos: 3_200_000,
            expirationDate: '2026-06-14',
            removed: false,
          },
        ],
        usages: [
          { usageId: '7700000001', type: 'WEBSOCKET_AUDIO', costNanos: 8_000_000, quantity: 2, callId: '5120034418' },
        ],
      },
    ]);
  });

  it('has no cost, no records and no other costs where they are left out (trap 17, reference 7.2)', () => {
    const [session] = example('outgoing-no-answer').sessions;

    expect(session).toMatchObject({ records: [], usages: [], legs: [{ successful: false, durationSeconds: 0 }] });
    expect(session?.legs[0]?.costNanos).toBeUndefined();
  });

  it('may have its end reason as text (trap 18, reference 7.3)', () => {
    expect(example('outgoing-busy').sessions[0]?.legs[0]).toMatchObject({
      endReason: { code: 486, details: 'Busy Here' },
      remoteNumberType: 'pstn',
      costNanos: 0,
    });
  });

  it('keeps both legs of a transfer with both costs, and a record that is gone (traps 15 and 26, reference 7.4)', () => {
    const { sessions } = example('two-legs');

    expect(sessions).toHaveLength(1);
    expect(sessions[0]?.legs.map(({ costNanos }) => costNanos)).toEqual([24_000_000, 36_000_000]);
    expect(sessions[0]?.records).toMatchObject([{ removed: true, expirationDate: '2026-06-14' }]);
  });

  it.each([
    ['an empty list (reference 7.5)', () => example('without-call').sessions[0]],
    ['no list at all (trap 16)', () => readOne(minimal)],
    ['a null', () => readOne({ ...minimal, calls: null })],
  ])('has no legs with %s', (_, session) => {
    expect(session()?.legs).toEqual([]);
  });

  it('keeps every record, as there can be two (trap 27)', () => {
    const session = readOne({
      ...minimal,
      records: [
        { record_id: 1, duration: 5 },
        { record_id: 2, duration: 90 },
      ],
    });

    expect(session.records.map(({ recordId }) => recordId)).toEqual(['1', '2']);
  });

  it('has ids beyond 32 bits as text (trap 14)', () => {
    const session = readOne({
      ...minimal,
      call_session_history_id: '51200344170000',
      calls: [{ call_id: 4_294_967_297 }],
    });

    expect(session).toMatchObject({ sessionId: '51200344170000', legs: [{ callId: '4294967297' }] });
  });

  it('takes numbers as text, nulls as absent, and lets unknown fields and words pass (trap 17)', () => {
    const session = readOne({
      ...minimal,
      duration: '99',
      finish_reason: null,
      audio_quality: 'Holographic',
      brand_new: { nested: true },
      calls: [
        {
          call_id: '7',
          duration: '3',
          cost: '0.0128',
          incoming: 'true',
          remote_number_type: 'TELEPATHY',
          diversion_number: null,
        },
      ],
      records: [{ record_id: '8', file_size: '380412', is_removed: null }],
    });

    expect(session).toMatchObject({
      durationSeconds: 99,
      finishReason: undefined,
      legs: [{ callId: '7', durationSeconds: 3, costNanos: 12_800_000, incoming: true, remoteNumberType: 'telepathy' }],
      records: [{ recordId: '8', byteSize: 380_412, removed: false }],
    });
  });

  it('takes what has an unfitting type as absent', () => {
    const session = readOne({
      ...minimal,
      duration: 'long',
      rule_name: {},
      user_id: -1,
      calls: [{ start_time: 'then', duration: -1 }],
    });

    expect(session).toMatchObject({ durationSeconds: undefined, ruleName: undefined, userId: '-1' });
    expect(session.legs[0]).toMatchObject({ callId: undefined, startedAt: undefined, durationSeconds: undefined });
  });

  it('leaves numbers as they come: without a plus, or a SIP address or a name (trap 19)', () => {
    expect(leg({ local_number: 12025550110, remote_number: 'sip:anna@example.com' })).toMatchObject({
      localNumber: '12025550110',
      remoteNumber: 'sip:anna@example.com',
    });
  });

  it('sees a leg from the platform: an SDK user who dials comes in (trap 23)', () => {
    expect(leg({ incoming: true, remote_number: 'anna', remote_number_type: 'user' })).toMatchObject({
      incoming: true,
      remoteNumberType: 'user',
    });
  });

  it.each([
    [
      { code: '603', details: '' },
      { code: 603, details: '' },
    ],
    [{ code: null }, { code: undefined, details: undefined }],
    ['Busy', { code: undefined, details: 'Busy' }],
    [480, { code: 480, details: '' }],
    ['', undefined],
    [null, undefined],
    [[], undefined],
  ])('reads the end reason %j', (wire, expected) => {
    expect(leg({ end_reason: wire })?.endReason).toEqual(expected);
  });

  it('keeps custom data that was cut in the middle of its JSON (trap 20)', () => {
    const broken = '{"v":1,"c":"conv_synth';

    expect(readOne({ ...minimal, custom_data: broken }).customData).toBe(broken);
  });

  it('may still run: it has no duration then (trap 9)', () => {
    expect(readOne({ ...minimal, active: true })).toMatchObject({ durationSeconds: undefined, active: true });
  });
});

describe('a row that cannot be read', () => {
  it('is reported with its place and its id, and stops no other row', () => {
    const rows = [
      null,
      minimal,
      { start_date: minimal.start_date },
      { call_session_history_id: 7 },
      { ...minimal, start_date: 'now' },
    ];

    const { sessions, unreadable } = readSessions(rows);

    expect(sessions.map(({ sessionId }) => sessionId)).toEqual(['5120034417']);
    expect(unreadable).toEqual([
      { index: 0, sessionId: undefined, reason: 'The session is not an object' },
      { index: 2, sessionId: undefined, reason: 'call_session_history_id is not an integer' },
      { index: 3, sessionId: '7', reason: 'start_date is not a date and time' },
      { index: 4, sessionId: '5120034417', reason: 'start_date is not a date and time' },
    ]);
  });

  it('is one whose costs would add up wrongly', () => {
    const { unreadable } = readSessions([
      { ...minimal, calls: [{ cost: 'free' }] },
      { ...minimal, records: ['gone'] },
    ]);

    expect(unreadable.map(({ reason }) => reason)).toEqual(['A cost is not a number', 'records[0] is not an object']);
  });

  it('is one whose id has lost digits', () => {
    expect(readSessions([{ ...minimal, call_session_history_id: 2 ** 60 }]).unreadable).toHaveLength(1);
  });
});
