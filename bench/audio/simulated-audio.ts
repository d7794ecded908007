import type { SimulatorFacts } from '../simulated-calls.js';

/** What the simulator is to have: applications whose calls each have a recording of one size. */
export interface SimulatedAudio {
  seed: number;
  latencyMs: number;
  applications: readonly { files: number; megabytes: number }[];
  /** When the last call began, ISO 8601. */
  until: string;
}

export interface AudioApplication {
  id: string;
  agentId: string;
  conversationIds: string[];
  /** Of all its recordings together. */
  megabytes: number;
}

export interface AudioSimulatorFacts extends SimulatorFacts {
  applications: AudioApplication[];
}
