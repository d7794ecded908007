import { Simulator } from '../index.js';
import { bearer } from '../test-clients.js';

describe('the storage of recordings', () => {
  let simulator: Simulator;
  let url: string;
  let authorization: string;
  const get = (address: string, headers: Record<string, string> = {}): Promise<Response> => fetch(address, { headers });

  beforeAll(async () => {
    simulator = await Simulator.start({
      calls: { perApplication: 50, days: 1, until: new Date(Date.now() - 3_600_000) },
    });
    const [account] = simulator.accounts;
    const sessions = [...simulator.truth(account?.applications[0]?.id ?? '')];
    url = sessions.find(({ records }) => records)?.records?.[0]?.record_url ?? '';
    authorization = await bearer(account?.serviceAccountKey ?? '');
  });
  afterAll(() => simulator.stop());

  it('gives a secure recording to whoever brings a token, as MP3 of the size that the history tells', async () => {
    const [anonymous, response] = [await get(url), await get(url, { authorization })];

    const bytes = Buffer.from(await response.arrayBuffer());
    expect(anonymous.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    expect(bytes.subarray(0, 3).toString()).toBe('ID3');
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
  });

  it('gives a part of it, and refuses one beyond its end', async () => {
    const [part, beyond] = [
      await get(url, { authorization, range: 'bytes=0-2' }),
      await get(url, { authorization, range: 'bytes=999999999-' }),
    ];

    expect([part.status, await part.text()]).toEqual([206, 'ID3']);
    expect(beyond.status).toBe(416);
  });

  it('answers 403 to a broken link and 404 to an unknown record', async () => {
    const [broken, unknown] = [url.replace('.mp3', 'x.mp3'), url.replace(/record_id=\d+/, 'record_id=1')];

    expect((await get(broken, { authorization })).status).toBe(403);
    expect((await get(unknown, { authorization })).status).toBe(404);
  });
});
