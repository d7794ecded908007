import type { Account } from '../accounts/account.js';
import type { Application } from '../accounts/application.js';
import type { Rule } from '../accounts/platform.js';
import { chosenApplication, requiredApplication } from './application-choice.js';
import type { Parameters } from './parameters.js';
import { chosenScenario } from './scenario-methods.js';
import { VoximplantError } from './voximplant-error.js';

const MODIFIED = '2026-01-15 12:00:00';

/** `AddRule` (reference 3.4). */
export function addRule(account: Account, parameters: Parameters): object {
  const application = requiredApplication(account, parameters);
  const { platform } = application;
  const name = ruleName(parameters.requiredText('rule_name'));
  if (platform.rules.some((rule) => rule.name === name)) throw new VoximplantError(175, 'The rule name is not unique');
  const rule: Rule = {
    id: platform.newId(),
    name,
    pattern: rulePattern(parameters.requiredText('rule_pattern')),
    scenarioIds: names(parameters, 'scenario') ? [chosenScenario([application], parameters).scenario.id] : [],
  };
  platform.rules.push(rule);
  return { result: 1, rule_id: rule.id };
}

/** `SetRuleInfo` (reference 3.4): takes a scenario without a word, and does not bind it (trap 35). */
export function setRuleInfo(account: Account, parameters: Parameters): object {
  const { rule } = chosenRule(account.applications, parameters);
  const pattern = parameters.text('rule_pattern');
  if (pattern !== undefined) rule.pattern = rulePattern(pattern);
  return { result: 1 };
}

/** `GetRules` (reference 3.4). */
export function getRules(account: Account, parameters: Parameters): object {
  const application = requiredApplication(account, parameters);
  const { platform } = application;
  const id = parameters.integer('rule_id', 147);
  const name = parameters.text('rule_name');
  const withScenarios = parameters.flag('with_scenarios', false);
  const found = platform.rules.filter(
    (rule) => (id === undefined || rule.id === id) && (name === undefined || rule.name === name),
  );
  return parameters.page(found, (rule) => ({
    rule_id: rule.id,
    application_id: Number(application.id),
    rule_name: rule.name,
    rule_pattern: rule.pattern,
    video_conference: false,
    ...(withScenarios && {
      scenarios: platform.scenarios
        .filter((scenario) => rule.scenarioIds.includes(scenario.id))
        .map((scenario) => ({ scenario_id: scenario.id, scenario_name: scenario.name, modified: MODIFIED })),
    }),
    modified: MODIFIED,
  }));
}

/** `BindScenario` (reference 3.4). */
export function bindScenario(account: Account, parameters: Parameters): object {
  const application = chosenApplication(account, parameters);
  const applications = application ? [application] : account.applications;
  const { rule, application: home } = chosenRule(applications, parameters);
  const { scenario } = chosenScenario([home], parameters);
  rule.scenarioIds = rule.scenarioIds.filter((id) => id !== scenario.id);
  if (parameters.flag('bind', true)) rule.scenarioIds.push(scenario.id);
  return { result: 1 };
}

/** The rule that a request names by its id or its name; error 147 if there is none. */
export function chosenRule(
  applications: readonly Application[],
  parameters: Parameters,
): { application: Application; rule: Rule } {
  const id = parameters.integer('rule_id', 147);
  const name = parameters.text('rule_name');
  for (const application of applications) {
    const rule = application.platform.rules.find((known) => (id === undefined ? known.name === name : known.id === id));
    if (rule) return { application, rule };
  }
  throw VoximplantError.parameter(147, 'rule_id');
}

/** Whether a request names one of these by its id or its name. */
export function names(parameters: Parameters, what: 'scenario' | 'rule'): boolean {
  return parameters.text(`${what}_id`) !== undefined || parameters.text(`${what}_name`) !== undefined;
}

function ruleName(name: string): string {
  if (name.length >= 100) throw VoximplantError.parameter(156, 'rule_name');
  return name;
}

function rulePattern(pattern: string): string {
  try {
    return new RegExp(pattern).source;
  } catch {
    throw VoximplantError.parameter(148, 'rule_pattern');
  }
}
