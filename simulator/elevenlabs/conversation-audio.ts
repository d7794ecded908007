import type { Application } from '../accounts/application.js';
import { CONVERSATION_AUDIO } from '../audio/mp3-frame.js';
import { Mp3 } from '../audio/mp3.js';
import type { RawConversation } from './wire.js';

/** The recording of a conversation at `now` (Unix seconds); undefined if there is none or none yet (reference 4.1). */
export function conversationAudio(
  application: Application,
  conversation: RawConversation,
  now: number,
): Mp3 | undefined {
  const { conversation_id, has_audio, metadata } = conversation;
  const plan = application.planOf(conversation_id);
  if (!has_audio || (plan && now < plan.audioAt)) return undefined;
  return new Mp3(CONVERSATION_AUDIO, conversation_id, metadata.call_duration_secs);
}
