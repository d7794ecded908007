import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Agent, request } from 'undici';
import type { AudioApplication, AudioSimulatorFacts } from './simulated-audio.js';

/**
 * The reference: undici's stream into a file, so many at once. No hash, no look at what the bytes are, nothing that makes
 * the disk hold them, no database.
 * @param directory has to be there
 */
export async function downloadBare(
  { elevenLabsApiUrl, elevenLabsApiKey }: AudioSimulatorFacts,
  { conversationIds }: AudioApplication,
  directory: string,
  atOnce: number,
): Promise<void> {
  const dispatcher = new Agent();
  const headers = { 'xi-api-key': elevenLabsApiKey };
  const left = conversationIds.values(); // shared by all who download
  const downloadNext = async () => {
    for (const id of left) {
      const url = `${elevenLabsApiUrl}/v1/convai/conversations/${id}/audio`;
      const { statusCode, body } = await request(url, { dispatcher, headers });
      if (statusCode !== 200) throw new Error(`The simulator answered ${statusCode}`);
      await pipeline(body, createWriteStream(join(directory, `${id}.mp3`)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, downloadNext));
  await dispatcher.close();
}
