/** What the simulator is to make. */
export interface SimulatedCalls {
  seed: number;
  /** Calls of each application. */
  calls: readonly number[];
  /** When the last one began, ISO 8601. */
  until: string;
}

/** What has to be known of a running simulator to sync from it. */
export interface SimulatorFacts {
  voximplantApiUrl: string;
  elevenLabsApiUrl: string;
  accountId: string;
  apiKey: string;
  elevenLabsApiKey: string;
  applications: { id: string; agentId: string }[];
}
