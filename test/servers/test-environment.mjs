import { TestEnvironment } from 'jest-environment-node';

// What a worker has loaded takes it more than half a second to put away at its end, which Jest would call a leak and kill it
// for. Nothing is left to do then: a handle that is left open keeps this event from coming, and Jest still tells of it.
if (process.send) process.once('beforeExit', () => process.exit());

export default TestEnvironment;
