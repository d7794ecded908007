import { z } from 'zod';
import { id, number, objects, requiredId, requiredRows, requiredText, text } from '../wire-schema.js';
import { envelope } from './voximplant.wire.js';

export interface VoximplantApplication {
  id: string;
  /** The full one, `app.account.voximplant.com`. */
  name: string;
}

/** JavaScript that runs calls, in one application. */
export interface VoximplantScenario {
  id: string;
  name: string;
}

/** Which dialled numbers start which scenarios. */
export interface VoximplantRule {
  id: string;
  name: string;
  /** A regular expression. */
  pattern: string;
  scenarioIds: string[];
}

/** A secret's value is never read back. */
export interface VoximplantSecret {
  id: string;
  name: string;
}

export interface VoximplantPhoneNumber {
  /** Digits without `+`. */
  number: string;
  /** What it is bound to, if to anything. */
  applicationId: string | undefined;
  ruleId: string | undefined;
}

/** A page of a list: rows that cannot be read are left out of `items`, and counted in `rowCount`. */
export interface Page<T> {
  items: T[];
  rowCount: number;
  totalCount: number | undefined;
}

const List = z.object({ result: requiredRows, total_count: number });
const Done = z.object({ result: z.unknown() });

const Application = z.object({ application_id: requiredId, application_name: text });
const Scenario = z.object({ scenario_id: requiredId, scenario_name: requiredText });
const ScenarioCode = z.object({ scenario_script: text });
const Rule = z.object({
  rule_id: requiredId,
  rule_name: text,
  rule_pattern: text,
  scenarios: objects(z.object({ scenario_id: requiredId })),
});
const Secret = z.object({ secret_id: requiredId, secret_name: requiredText });
const PhoneNumber = z.object({ phone_number: requiredText, application_id: id, rule_id: id });

/** @throws UpstreamError `bad_payload` */
export function readApplications(body: unknown): Page<VoximplantApplication> {
  return page(body, Application, (row) => ({
    id: row.application_id,
    name: row.application_name ?? row.application_id,
  }));
}

/** @throws UpstreamError `bad_payload` */
export function readScenarios(body: unknown): Page<VoximplantScenario> {
  return page(body, Scenario, (row) => ({ id: row.scenario_id, name: row.scenario_name }));
}

/** @throws UpstreamError `bad_payload` */
export function readScenarioCode(body: unknown): string | undefined {
  const [row] = page(body, ScenarioCode, ({ scenario_script: code }) => ({ code })).items;
  return row && (row.code ?? '');
}

/** @throws UpstreamError `bad_payload` */
export function readRules(body: unknown): Page<VoximplantRule> {
  return page(body, Rule, (row) => ({
    id: row.rule_id,
    name: row.rule_name ?? '',
    pattern: row.rule_pattern ?? '',
    scenarioIds: (row.scenarios ?? []).map((scenario) => scenario.scenario_id),
  }));
}

/** @throws UpstreamError `bad_payload` */
export function readSecrets(body: unknown): Page<VoximplantSecret> {
  return page(body, Secret, (row) => ({ id: row.secret_id, name: row.secret_name }));
}

/** @throws UpstreamError `bad_payload` */
export function readPhoneNumbers(body: unknown): Page<VoximplantPhoneNumber> {
  return page(body, PhoneNumber, (row) => ({
    number: row.phone_number,
    applicationId: row.application_id,
    ruleId: row.rule_id,
  }));
}

/** What a command has made: its id. @throws UpstreamError `bad_payload` */
export function readNewId(member: 'scenario_id' | 'rule_id'): (body: unknown) => string {
  return (body) => envelope(body, z.object({ [member]: requiredId }))[member] as string;
}

/** That a command was carried out. @throws UpstreamError `bad_payload` */
export function readDone(body: unknown): void {
  envelope(body, Done);
}

function page<Row, T>(body: unknown, schema: z.ZodType<Row>, toItem: (row: Row) => T): Page<T> {
  const { result, total_count: totalCount } = envelope(body, List);
  const items = result.flatMap((row) => {
    const { data } = schema.safeParse(row);
    return data === undefined ? [] : [toItem(data)];
  });
  return { items, rowCount: result.length, totalCount };
}
