import { Test } from '@nestjs/testing';
import { ConfigModule, parseEnv } from '../config/index.js';
import { MetricsModule } from '../metrics/index.js';
import { RedisModule } from '../redis/index.js';
import { ElevenLabsClient } from './elevenlabs/elevenlabs.client.js';
import { json, scriptedServer } from './testing/scripted-server.js';
import { UpstreamModule } from './upstream.module.js';
import { VoximplantClient } from './voximplant/voximplant.client.js';

describe('UpstreamModule', () => {
  it('gives clients that ask where the environment says', async () => {
    const voximplant = await scriptedServer(json({ result: { account_id: 9000001 } }));
    const elevenLabs = await scriptedServer(json({ agent_id: 'agent_1' }));
    const env = parseEnv({ VOXIMPLANT_API_URL: `${voximplant.url}/platform_api/`, ELEVENLABS_API_URL: elevenLabs.url });
    const app = await Test.createTestingModule({
      imports: [ConfigModule.of(env), RedisModule, MetricsModule, UpstreamModule],
    }).compile();

    await app.get(VoximplantClient).accountInfo({ kind: 'API_KEY', accountId: '9000001', apiKey: 'secret-api-key' });
    await app.get(ElevenLabsClient).agent({ apiKey: 'sk_secret', region: 'INDIA' }, 'agent_1');
    await app.close();

    expect(voximplant.requests).toMatchObject([{ path: '/platform_api/GetAccountInfo/' }]);
    expect(elevenLabs.requests).toMatchObject([{ path: '/v1/convai/agents/agent_1' }]);
  });
});
