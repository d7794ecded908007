export enum SpeakerRole {
  USER = 'user',
  AGENT = 'agent',
}
