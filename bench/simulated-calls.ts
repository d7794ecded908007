/** What the simulator is to make. */
export interface SimulatedCalls {
  seed: number;
  /** Calls of each application. */
  calls: readonly number[];
  /** How long each page of the call history takes, in milliseconds. */
  pageDelayMs?: number;
  /** Calls in a page at the most, where that is less than what is asked for. */
  pageSize?: number;
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
