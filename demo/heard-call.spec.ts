import { describeHeardCall } from './heard-call.js';

describe('describeHeardCall', () => {
  it('shows who said what at the beginning, and the link', () => {
    const messages = [
      { role: 'AGENT', text: 'Hello!' },
      { role: 'AGENT', text: null },
      { role: 'USER', text: 'x'.repeat(200) },
    ];

    const lines = describeHeardCall({
      callId: '7',
      recordingUrl: 'http://x/1',
      transcript: { summary: null, messages },
    });

    expect(lines[0]).toBe('Agent   Hello!');
    expect(lines[1]).toMatch(/^Caller {2}x+…$/);
    expect(lines[1]).toHaveLength(100);
    expect(lines.at(-1)).toBe('http://x/1');
    expect(lines).toHaveLength(5);
  });
});
