/** Which of the two upstreams a recording was fetched from. */
export enum RecordingSource {
  ELEVENLABS = 'elevenlabs',
  VOXIMPLANT = 'voximplant',
}
