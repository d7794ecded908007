import type { Account } from '../accounts/account.js';
import type { Application } from '../accounts/application.js';
import type { Scenario } from '../accounts/platform.js';
import { chosenApplication, requiredApplication } from './application-choice.js';
import type { Parameters } from './parameters.js';
import { VoximplantError } from './voximplant-error.js';

const MOST_SCRIPT_BYTES = 128 * 1024;
const MODIFIED = '2026-01-15 12:00:00';

/** `AddScenario` (reference 3.3), into an application; without `rewrite` a name that is taken is error 133. */
export function addScenario(account: Account, parameters: Parameters): object {
  const { platform } = requiredApplication(account, parameters);
  const name = scenarioName(parameters.requiredText('scenario_name'));
  const script = scriptOf(parameters) ?? '';
  const known = platform.scenarios.find((scenario) => scenario.name === name);
  if (known && !parameters.flag('rewrite', false)) throw new VoximplantError(133, 'The scenario name is not unique');
  const scenario = known ?? { id: platform.newId(), name, script };
  scenario.script = script;
  if (!known) platform.scenarios.push(scenario);
  return { result: 1, scenario_id: scenario.id };
}

/** `SetScenarioInfo` (reference 3.3). */
export function setScenarioInfo(account: Account, parameters: Parameters): object {
  const { scenario } = chosenScenario(account.applications, parameters, 'required_scenario_name');
  const name = parameters.text('scenario_name');
  if (name !== undefined) scenario.name = scenarioName(name);
  scenario.script = scriptOf(parameters) ?? scenario.script;
  return { result: 1 };
}

/** `GetScenarios` (reference 3.3): the name is a part of it, and the script is told of a single one only (trap 35). */
export function getScenarios(account: Account, parameters: Parameters): object {
  const application = chosenApplication(account, parameters);
  const id = parameters.integer('scenario_id', 132);
  const part = parameters.text('scenario_name')?.toLowerCase();
  const withScript = parameters.flag('with_script', false);
  if (withScript && id === undefined) throw new VoximplantError(485, "Specify 'scenario_id' with 'with_script'");
  const found = (application ? [application] : account.applications)
    .flatMap(({ platform }) => platform.scenarios)
    .filter((scenario) => id === undefined || scenario.id === id)
    .filter(({ name }) => part === undefined || name.toLowerCase().includes(part));
  if (id !== undefined && found.length === 0) throw VoximplantError.parameter(132, 'scenario_id');
  return parameters.page(found, (scenario) => ({
    scenario_id: scenario.id,
    scenario_name: scenario.name,
    ...(withScript && { scenario_script: scenario.script }),
    modified: MODIFIED,
  }));
}

/** The scenario that a request names by its id or its name; error 132 if there is none. */
export function chosenScenario(
  applications: readonly Application[],
  parameters: Parameters,
  nameParameter = 'scenario_name',
): { application: Application; scenario: Scenario } {
  const id = parameters.integer('scenario_id', 132);
  const name = parameters.text(nameParameter);
  for (const application of applications) {
    const scenario = application.platform.scenarios.find((known) =>
      id === undefined ? known.name === name : known.id === id,
    );
    if (scenario) return { application, scenario };
  }
  throw VoximplantError.parameter(132, 'scenario_id');
}

function scenarioName(name: string): string {
  if (name.length >= 30) throw VoximplantError.parameter(168, 'scenario_name');
  return name;
}

function scriptOf(parameters: Parameters): string | undefined {
  const script = parameters.text('scenario_script');
  if (script !== undefined && encodeURIComponent(script).length >= MOST_SCRIPT_BYTES) {
    throw new VoximplantError(130, 'The script text is too long');
  }
  return script;
}
