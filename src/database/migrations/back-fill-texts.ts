import { toSearchableText } from '../../common/searchable-text.js';

type Execute = (sql: string, params?: unknown[]) => Promise<unknown[]>;
const TRANSCRIPTS_A_READ = 50;

/** Makes the transcripts that are there findable. May be stopped and begun again. */
export async function backFillTexts(execute: Execute): Promise<void> {
  for (let after = ''; ;) {
    const transcripts = (await execute(
      `select call_id, workspace_id from transcripts where call_id > ? order by call_id limit ${TRANSCRIPTS_A_READ}`,
      [after],
    )) as { call_id: string; workspace_id: string }[];
    for (const { call_id, workspace_id } of transcripts) await backFill(execute, call_id, workspace_id);
    const last = transcripts.at(-1);
    if (last === undefined) return;
    after = last.call_id;
  }
}

async function backFill(execute: Execute, callId: string, workspaceId: string): Promise<void> {
  const messages = (await execute(
    'select text from transcript_messages where call_id = ? and text is not null order by position',
    [callId],
  )) as { text: string }[];
  const { words, keys } = toSearchableText(
    workspaceId,
    messages.map(({ text }) => text),
  );
  await execute('delete from call_texts where call_id = ?', [callId]);
  await execute('insert into call_texts (call_id, words) values (?, ?)', [callId, words]);
  const rows = keys.map((key) => `select ${key}, doc from call_texts where call_id = '${callId}'`);
  for (let start = 0; start < rows.length; start += 100) {
    await execute(`insert into call_words (word, doc) ${rows.slice(start, start + 100).join(' union all ')}`);
  }
}
