export enum SpeakerRole {
  USER = 'user',
  AGENT = 'agent',
}

/** How the agent's goal was judged, not whether the call was technically good. */
export enum ConversationOutcome {
  SUCCESS = 'success',
  FAILURE = 'failure',
  UNKNOWN = 'unknown',
}
