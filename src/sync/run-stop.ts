/** The run is to be cancelled: stop at this safe point. What is stored stays. */
export class RunCancelledError extends Error {
  constructor() {
    super('The run was cancelled');
    this.name = 'RunCancelledError';
  }
}

/** The process is going to end, or others wait for the place: stop at this safe point, somebody goes on later. */
export class RunInterruptedError extends Error {
  constructor(why: 'the process is shutting down' | 'others wait for its place') {
    super(`The run was interrupted: ${why}`);
    this.name = 'RunInterruptedError';
  }
}

/** The run was taken up again and again, and nothing came of it: whatever it is, it is not bad luck. */
export class NoProgressError extends Error {
  constructor(attempts: number) {
    super(`The run was taken up ${attempts} times in a row without any progress`);
    this.name = 'NoProgressError';
  }
}
