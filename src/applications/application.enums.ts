/** Where the ElevenLabs workspace lives; each region has its own host, keys and agents. */
export enum ElevenLabsRegion {
  GLOBAL = 'global',
  US = 'us',
  EU = 'eu',
  INDIA = 'india',
  SINGAPORE = 'singapore',
}
