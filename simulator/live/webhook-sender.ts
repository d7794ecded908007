import { createHmac } from 'node:crypto';
import { base64Pieces } from './base64-pieces.js';

/** Where webhooks go, and what they are signed with. */
export interface WebhookTarget {
  /** Of Voxsync, without a path: `http://localhost:3000`. */
  url: string;
  /** The application's id there. */
  applicationId: string;
  /** The secret of the scenario's webhooks; without it none are sent. */
  voximplantSecret?: string | undefined;
  /** The secret of ElevenLabs' webhooks; without it none are sent. */
  elevenLabsSecret?: string | undefined;
}

/** What the generated scenario posts. */
export interface ScenarioEvent {
  event: 'call.started' | 'conversation.started' | 'call.finished';
  eventId: string;
  sessionId: string;
  conversationId?: string;
  direction?: string;
  from?: string;
  to?: string;
  /** ISO 8601. */
  at: string;
}

/** A signature of a body that comes in pieces, made at an instant. */
export function signatureOf(secret: string, version: 'v0' | 'v1', body: Iterable<string | Buffer>, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const hash = createHmac('sha256', secret).update(`${seconds}.`);
  for (const piece of body) hash.update(piece);
  return `t=${seconds},${version}=${hash.digest('hex')}`;
}

/** Posts webhooks as the scenario and as ElevenLabs do. Each answers with the status that it got. */
export class WebhookSender {
  constructor(
    private readonly target: WebhookTarget,
    private readonly clock: () => Date = () => new Date(),
  ) {}

  /** Undefined where the target has no secret for it. */
  async scenario(event: ScenarioEvent): Promise<number | undefined> {
    const { url, applicationId, voximplantSecret: secret } = this.target;
    if (secret === undefined) return undefined;
    const body = JSON.stringify(event);
    const response = await fetch(`${url}/api/webhook/voximplant`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-voxsync-application': applicationId,
        'x-voxsync-signature': signatureOf(secret, 'v1', [body], this.clock()),
      },
      body,
    });
    return response.status;
  }

  /** @param data the conversation, for `post_call_transcription` */
  elevenLabs(type: string, data: object, at = this.clock()): Promise<number | undefined> {
    return this.post([JSON.stringify({ type, event_timestamp: Math.floor(at.getTime() / 1000), data })]);
  }

  /**
   * Sends the audio in chunks, without a length, as ElevenLabs does.
   * @param audio hands out the pieces of the file, the same each time
   */
  audio(
    facts: { agent_id: string; conversation_id: string },
    audio: () => Iterable<Buffer>,
    at = this.clock(),
  ): Promise<number | undefined> {
    const head = JSON.stringify({
      type: 'post_call_audio',
      event_timestamp: Math.floor(at.getTime() / 1000),
      data: { ...facts, full_audio: '' },
    });
    const place = head.length - '"}}'.length;
    return this.post({
      *[Symbol.iterator]() {
        yield head.slice(0, place);
        yield* base64Pieces(audio());
        yield head.slice(place);
      },
    });
  }

  private async post(body: Iterable<string>): Promise<number | undefined> {
    const { url, applicationId, elevenLabsSecret: secret } = this.target;
    if (secret === undefined) return undefined;
    const response = await fetch(`${url}/api/webhook/elevenlabs/${applicationId}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'elevenlabs-signature': signatureOf(secret, 'v0', body, this.clock()),
      },
      body: ReadableStream.from(encoded(body)),
      duplex: 'half',
    });
    return response.status;
  }
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array, void, undefined> {
  for (const piece of pieces) yield Buffer.from(piece);
}
