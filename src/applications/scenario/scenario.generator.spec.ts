import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { generateScenario, type ScenarioSettings } from './scenario.generator.js';
import { SessionDouble } from './testing/voxengine-double.js';

const SETTINGS: ScenarioSettings = {
  applicationId: 'app_01KAXN3Q8Z0000000000000000',
  voximplantApplicationId: '10500021',
  agentId: 'agent_synthetic',
  elevenLabsUrl: null,
  callerId: '+12025550110',
  webhookUrl: 'https://voxsync.example/api/webhook/voximplant',
};
const HOSTILE = `');process.exit()//\u2028\u2029</script><!-- */ \${x} \` " \\ \n`;

/** What the compiler has to say of a scenario, in a world where there is VoxEngine and nothing else. */
function complaintsOf(code: string): string[] {
  const files: Record<string, string> = {
    'scenario.js': code,
    'voxengine.d.ts': readFileSync(join(import.meta.dirname, 'testing/voxengine.d.ts'), 'utf8'),
  };
  const options: ts.CompilerOptions = {
    allowJs: true,
    checkJs: true,
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) =>
    files[name] === undefined ? read(name, version) : ts.createSourceFile(name, files[name], version);
  const program = ts.createProgram(Object.keys(files), options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the generated scenario', () => {
  it('is the same for the same settings, and told apart by its hash', () => {
    const [one, again] = [generateScenario(SETTINGS), generateScenario({ ...SETTINGS })];
    const other = generateScenario({ ...SETTINGS, agentId: 'agent_other' });

    expect(again).toEqual(one);
    expect(one.sha256).toBe(createHash('sha256').update(one.code).digest('hex'));
    expect(other.sha256).not.toBe(one.sha256);
  });

  it('uses only what VoxEngine has, and uses it as it is meant', () => {
    const { code } = generateScenario(SETTINGS);

    expect(complaintsOf(code)).toEqual([]);
    expect(complaintsOf(code.replace('.terminate()', '.terminat()'))).not.toEqual([]);
    expect(complaintsOf(code.replace('includeConversationId', 'includeConversationID'))).not.toEqual([]);
  });

  it('fits into what Voximplant takes, and names each secret without holding it', () => {
    const { code, secretNames, fileName } = generateScenario(SETTINGS);

    expect(encodeURIComponent(code).length).toBeLessThan(128 * 1024);
    expect(fileName).toBe('voxsync-10500021.voxengine.js');
    expect(secretNames).toEqual(['VOXSYNC_ELEVENLABS_API_KEY', 'VOXSYNC_WEBHOOK_SECRET']);
    for (const name of secretNames) expect(code).toContain(`"${name}"`);
  });

  it('takes every setting as a value, whatever it holds', async () => {
    const settings = { ...SETTINGS, applicationId: HOSTILE, agentId: HOSTILE, webhookUrl: HOSTILE };

    const { code } = generateScenario(settings);
    const session = new SessionDouble(code, {
      secrets: { VOXSYNC_ELEVENLABS_API_KEY: 'key', VOXSYNC_WEBHOOK_SECRET: 'wsec' },
    });
    await session.starts();
    await (await session.rings()).happens('Connected');

    expect(complaintsOf(code)).toEqual([]);
    expect(code).not.toMatch(/[\u2028\u2029]|<\/script|<!--|\*\/ \$/);
    expect(session.agent.parameters.agentId).toBe(HOSTILE);
    expect(session.requests[0]).toMatchObject({ url: HOSTILE, headers: { 'X-Voxsync-Application': HOSTILE } });
  });
});
