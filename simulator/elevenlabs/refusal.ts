import type { Reply } from '../http/reply.js';

/** Ends the handling of a request with an error answer. */
export class Refusal extends Error {
  constructor(readonly reply: Reply) {
    super(`ElevenLabs answers ${reply.status}`);
  }
}
