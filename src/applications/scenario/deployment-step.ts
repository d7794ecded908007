import { DomainError, type ErrorCode } from '../../common/errors.js';

/** The steps of a deployment, in their order. They are API: a failure names its step in `extensions.step`. */
export type DeploymentStep = 'scenario' | 'secrets' | 'rule' | 'binding' | 'phoneNumber';

const WORDS: Readonly<Record<DeploymentStep, string>> = {
  scenario: 'uploading the scenario',
  secrets: 'setting the secrets',
  rule: 'making the rule',
  binding: 'binding the scenario to the rule',
  phoneNumber: 'binding the phone number',
};

/** A deployment that went no further: the cause's code and details, and the step. What was done before it stays. */
export class DeploymentError extends DomainError {
  readonly code: ErrorCode;

  constructor(step: DeploymentStep, cause: DomainError) {
    super(`Deploying failed at ${WORDS[step]}: ${cause.message}`, { ...cause.details, step }, { cause });
    this.code = cause.code;
  }
}

/** @throws DeploymentError for what the step throws on purpose */
export async function inStep<T>(step: DeploymentStep, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DomainError ? new DeploymentError(step, error) : error;
  }
}
