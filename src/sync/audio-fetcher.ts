import { Injectable } from '@nestjs/common';
import { ArtifactState, type PendingCall } from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { RecordingSource } from '../recordings/index.js';
import {
  type Conversation,
  ElevenLabsClient,
  failureReasonOf,
  UpstreamError,
  type UpstreamFile,
  VoximplantClient,
} from '../upstream/index.js';
import { absent, type ArtifactOutcome, notReady } from './artifact-outcome.js';
import type { DataWork } from './data-work.js';

/** An open stream of audio and where it comes from, or how the try ended without one. */
export type AudioFind = { file: UpstreamFile; source: RecordingSource } | { outcome: ArtifactOutcome };

/**
 * Opens the recording of a call: ElevenLabs' own, and where it has none, the one that Voximplant made. That audio is not
 * there yet and that it never will be is the same answer of ElevenLabs; the conversation tells which it is.
 */
@Injectable()
export class AudioFetcher {
  constructor(
    private readonly elevenLabs: ElevenLabsClient,
    private readonly voximplant: VoximplantClient,
    private readonly clock: Clock,
  ) {}

  /** @throws UpstreamError as ElevenLabsClient does, but for a conversation or audio that is not there */
  async open(work: DataWork, call: PendingCall & { conversation_id: string }): Promise<AudioFind> {
    let found: AudioFind;
    try {
      found = await this.fromElevenLabs(work, call);
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.fault !== 'not_found') throw error;
      found = { outcome: absent('ElevenLabs has no such conversation') };
    }
    if ('file' in found || found.outcome.state === ArtifactState.PROCESSING) return found;
    return this.fromVoximplant(work, call, found.outcome);
  }

  /** @throws UpstreamError as ElevenLabsClient does, but for audio that is not there */
  private async fromElevenLabs(work: DataWork, call: PendingCall & { conversation_id: string }): Promise<AudioFind> {
    const options = { signal: work.context.signal };
    const ask = () => this.elevenLabs.conversation(work.elevenLabs, call.conversation_id, options);
    // Custom data may name any conversation that the key opens. A transcript that is here was told by the agent's own.
    const isOwn = call.transcript_state === ArtifactState.AVAILABLE || this.isOwn(work, (await ask()).conversation);
    if (!isOwn) return { outcome: absent('The conversation belongs to another agent') };
    try {
      const file = await this.elevenLabs.audio(work.elevenLabs, call.conversation_id, options);
      return { file, source: RecordingSource.ELEVENLABS };
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.fault !== 'no_audio') throw error;
    }
    return { outcome: this.withoutAudio(call, (await ask()).conversation) };
  }

  private isOwn({ context }: DataWork, { agentId }: Conversation): boolean {
    return agentId === context.application.elevenLabsAgentId;
  }

  private withoutAudio(call: PendingCall, conversation: Conversation): ArtifactOutcome {
    if (conversation.audioDeletedAt !== undefined) return absent('ElevenLabs has deleted the audio');
    if (conversation.status === 'failed') return absent(`The conversation failed: ${failureReasonOf(conversation)}`);
    if (conversation.status === 'done' && conversation.hasAudio === false)
      return absent('The conversation has no audio');
    return notReady(call, this.clock.now(), 'ElevenLabs has no audio yet');
  }

  /** @param without how the try ends where Voximplant has none either */
  private async fromVoximplant(work: DataWork, call: PendingCall, without: ArtifactOutcome): Promise<AudioFind> {
    if (call.record_url === null) return { outcome: without };
    try {
      const file = await this.voximplant.downloadRecord(work.voximplant, call.record_url, {
        signal: work.context.signal,
      });
      return { file, source: RecordingSource.VOXIMPLANT };
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      if (error.fault === 'no_audio' || error.fault === 'not_found') {
        return { outcome: notReady(call, this.clock.now(), 'Neither ElevenLabs nor Voximplant has audio') };
      }
      if (error.retryable) throw error;
      // Secure storage wants a token, which an API key cannot make: the calls of such an account have none, and say why.
      return { outcome: absent(`${without.reason}. ${error.message}`) };
    }
  }
}
