import { type HostAllowList } from '../host-allow-list.js';
import { type UpstreamClock } from '../upstream-clock.js';
import { UpstreamError } from '../upstream.error.js';
import { type UpstreamFile } from '../upstream-file.js';
import { type UpstreamHttp } from '../upstream-http.js';
import { type Authorization, type UpstreamRequest } from '../upstream-request.js';
import {
  type CallHistoryByIdsQuery,
  type CallHistoryQuery,
  type Fields,
  historyFields,
  MOST_ROWS,
  windowFields,
} from './call-history-query.js';
import { type CallHistoryPage } from './call-session.js';
import {
  type Page,
  readApplications,
  readDone,
  readNewId,
  readPhoneNumbers,
  readRules,
  readScenarioCode,
  readScenarios,
  readSecrets,
  type VoximplantApplication,
  type VoximplantPhoneNumber,
  type VoximplantRule,
  type VoximplantScenario,
  type VoximplantSecret,
} from './platform.wire.js';
import { lookUpSessions, type SessionLookup } from './session-lookup.js';
import { parseAnswer } from './voximplant-answer.js';
import { type ServiceAccountCredentials, type VoximplantCredentials } from './voximplant-credentials.js';
import { VoximplantTokens } from './voximplant-jwt.js';
import { foreignRecord, MOST_RECORD_BYTES, recordError, recordHosts } from './voximplant-records.js';
import { type AccountInfo, readAccountInfo, readCallHistory } from './voximplant.wire.js';
import { idFields, numberFields } from './wire-ids.js';

export const VOXIMPLANT_API_URL = 'https://api.voximplant.com/platform_api';

export interface UpstreamOptions {
  signal?: AbortSignal | undefined;
}

const MOST_ANSWER_BYTES = 64_000_000; // a page of 1000 sessions with dozens of legs each
const LIST_PAGE = 100;
const NO_SUCH_SCENARIO = '132';

/**
 * The Management API of Voximplant: UTC in, UTC out. Numbers stay as they come, without a `+`.
 *
 * Every method throws `UpstreamError`, by Voximplant's error code ({@link ERROR_CODES}) or as {@link UpstreamHttp} does.
 * @see Voximplant HTTP API
 */
export class VoximplantClient {
  private readonly baseUrl: string;
  private readonly tokens: VoximplantTokens;
  private readonly recordHosts: HostAllowList;

  constructor(
    private readonly http: UpstreamHttp,
    private readonly clock: Pick<UpstreamClock, 'now'>,
    baseUrl = VOXIMPLANT_API_URL,
  ) {
    this.baseUrl = baseUrl;
    this.tokens = new VoximplantTokens(clock);
    this.recordHosts = recordHosts(baseUrl === VOXIMPLANT_API_URL ? undefined : baseUrl);
  }

  /** @see Voximplant HTTP API, GetAccountInfo */
  accountInfo(credentials: VoximplantCredentials, options: UpstreamOptions = {}): Promise<AccountInfo> {
    return this.call(credentials, 'GetAccountInfo', {}, readAccountInfo, options);
  }

  /**
   * All applications of the account.
   * @see Voximplant HTTP API, GetApplications
   */
  applications(credentials: VoximplantCredentials, options: UpstreamOptions = {}): Promise<VoximplantApplication[]> {
    return this.all(credentials, 'GetApplications', {}, readApplications, options);
  }

  /**
   * Asks for one call of the last hour: a service account without the right role passes {@link accountInfo} and fails here.
   */
  async testCallHistory(credentials: VoximplantCredentials, options: UpstreamOptions = {}): Promise<void> {
    const now = this.clock.now();
    const fields = windowFields(new Date(now - 3_600_000), new Date(now));
    await this.call(credentials, 'GetCallHistory', { ...fields, count: '1' }, readCallHistory, options);
  }

  /**
   * One page of the call history, oldest first, with legs, records and other costs.
   * @throws UpstreamError `range_too_wide` if the window has to be shorter; `not_found` for an unknown application, or an
   *   unknown one of `sessionIds`
   * @see Voximplant HTTP API, GetCallHistory
   */
  async callHistoryPage(
    credentials: VoximplantCredentials,
    query: CallHistoryQuery,
    options: UpstreamOptions = {},
  ): Promise<CallHistoryPage> {
    return this.call(credentials, 'GetCallHistory', historyFields(query), readCallHistory, options);
  }

  /**
   * Sessions by id, however many. As one unknown id fails a whole request, the ids are halved until it is found.
   */
  callHistoryByIds(
    credentials: VoximplantCredentials,
    query: CallHistoryByIdsQuery,
    options: UpstreamOptions = {},
  ): Promise<SessionLookup> {
    return lookUpSessions(query.sessionIds, MOST_ROWS, (sessionIds) =>
      this.callHistoryPage(credentials, { ...query, sessionIds, count: sessionIds.length }, options),
    );
  }

  /**
   * Opens a recording. Goes only to hosts that are Voximplant's, and follows redirects only among them, without the token.
   * @throws UpstreamError `bad_request` for another host, `no_audio` if there is no file (yet), `unauthorized` if the file is
   *   in secure storage and the credentials are an API key: that would have to go into the address, where it is logged
   * @see Voximplant guide "Secure objects"
   */
  async downloadRecord(
    credentials: VoximplantCredentials,
    url: string,
    options: UpstreamOptions = {},
  ): Promise<UpstreamFile> {
    const target = URL.parse(url);
    if (target === null || !this.recordHosts.allows(target)) throw foreignRecord();
    const request = {
      ...this.request(credentials, target, options),
      method: 'GET' as const,
      authorize: (refused?: UpstreamError) =>
        credentials.kind === 'SERVICE_ACCOUNT' ? this.bearer(credentials, refused) : { secrets: [credentials.apiKey] },
      redirects: this.recordHosts,
      maxBytes: MOST_RECORD_BYTES,
    };
    return this.http.download(request, recordError);
  }

  /**
   * All scenarios of the application, of which Voximplant tells those whose names contain the given one.
   * @see Voximplant HTTP API, GetScenarios
   */
  scenarios(
    credentials: VoximplantCredentials,
    { applicationId, name }: { applicationId: string; name: string },
    options: UpstreamOptions = {},
  ): Promise<VoximplantScenario[]> {
    const fields = { ...idFields({ application_id: applicationId }), scenario_name: name };
    return this.all(credentials, 'GetScenarios', fields, readScenarios, options);
  }

  /**
   * The code of a scenario, as the platform has it now; undefined if there is no such scenario any more.
   * @see Voximplant HTTP API, GetScenarios; error 132
   */
  async scenarioCode(
    credentials: VoximplantCredentials,
    scenarioId: string,
    options: UpstreamOptions = {},
  ): Promise<string | undefined> {
    const fields = { ...idFields({ scenario_id: scenarioId }), with_script: 'true' };
    try {
      return await this.call(credentials, 'GetScenarios', fields, readScenarioCode, options);
    } catch (error) {
      if (error instanceof UpstreamError && error.upstreamCode === NO_SUCH_SCENARIO) return undefined;
      throw error;
    }
  }

  /**
   * Adds a scenario to an application, or gives the one of that name another code: so that a request which was carried out,
   * and whose answer was lost, can be sent again.
   * @returns its id
   * @see Voximplant HTTP API, AddScenario
   */
  addScenario(
    credentials: VoximplantCredentials,
    { applicationId, name, code }: { applicationId: string; name: string; code: string },
    options: UpstreamOptions = {},
  ): Promise<string> {
    const fields = {
      ...idFields({ application_id: applicationId }),
      scenario_name: name,
      scenario_script: code,
      rewrite: 'true',
    };
    return this.call(credentials, 'AddScenario', fields, readNewId('scenario_id'), options);
  }

  /** @see Voximplant HTTP API, SetScenarioInfo */
  setScenarioCode(
    credentials: VoximplantCredentials,
    { scenarioId, code }: { scenarioId: string; code: string },
    options: UpstreamOptions = {},
  ): Promise<void> {
    const fields = { ...idFields({ scenario_id: scenarioId }), scenario_script: code };
    return this.call(credentials, 'SetScenarioInfo', fields, readDone, options);
  }

  /**
   * All rules of the application, with their scenarios.
   * @see Voximplant HTTP API, GetRules
   */
  rules(
    credentials: VoximplantCredentials,
    applicationId: string,
    options: UpstreamOptions = {},
  ): Promise<VoximplantRule[]> {
    const fields = { ...idFields({ application_id: applicationId }), with_scenarios: 'true' };
    return this.all(credentials, 'GetRules', fields, readRules, options);
  }

  /**
   * @param rule with a scenario, as a rule without one cannot start
   * @returns its id
   * @throws UpstreamError with code 175 if the application has a rule of that name
   * @see Voximplant HTTP API, AddRule
   */
  addRule(
    credentials: VoximplantCredentials,
    rule: { applicationId: string; name: string; pattern: string; scenarioId: string },
    options: UpstreamOptions = {},
  ): Promise<string> {
    const fields = {
      ...idFields({ application_id: rule.applicationId, scenario_id: rule.scenarioId }),
      rule_name: rule.name,
      rule_pattern: rule.pattern,
    };
    return this.call(credentials, 'AddRule', fields, readNewId('rule_id'), options);
  }

  /**
   * Changes the numbers that a rule matches. Its scenarios are {@link bindScenario}'s.
   * @see Voximplant HTTP API, SetRuleInfo
   */
  setRulePattern(
    credentials: VoximplantCredentials,
    { ruleId, pattern }: { ruleId: string; pattern: string },
    options: UpstreamOptions = {},
  ): Promise<void> {
    const fields = { ...idFields({ rule_id: ruleId }), rule_pattern: pattern };
    return this.call(credentials, 'SetRuleInfo', fields, readDone, options);
  }

  /** @see Voximplant HTTP API, BindScenario */
  bindScenario(
    credentials: VoximplantCredentials,
    binding: { applicationId: string; ruleId: string; scenarioId: string },
    options: UpstreamOptions = {},
  ): Promise<void> {
    const { applicationId, ruleId, scenarioId } = binding;
    const ids = idFields({ application_id: applicationId, rule_id: ruleId, scenario_id: scenarioId });
    return this.call(credentials, 'BindScenario', { ...ids, bind: 'true' }, readDone, options);
  }

  /**
   * The secrets of the application, without their values.
   * @see Voximplant HTTP API, GetSecrets
   */
  secrets(
    credentials: VoximplantCredentials,
    applicationId: string,
    options: UpstreamOptions = {},
  ): Promise<VoximplantSecret[]> {
    return this.all(credentials, 'GetSecrets', idFields({ application_id: applicationId }), readSecrets, options);
  }

  /** @see Voximplant HTTP API, AddSecret */
  addSecret(
    credentials: VoximplantCredentials,
    { applicationId, name, value }: { applicationId: string; name: string; value: string },
    options: UpstreamOptions = {},
  ): Promise<void> {
    const fields = { ...idFields({ application_id: applicationId }), secret_name: name, secret_value: value };
    return this.call(credentials, 'AddSecret', fields, readDone, options, [value]);
  }

  /** @see Voximplant HTTP API, SetSecretInfo */
  setSecret(
    credentials: VoximplantCredentials,
    { applicationId, secretId, value }: { applicationId: string; secretId: string; value: string },
    options: UpstreamOptions = {},
  ): Promise<void> {
    const fields = { ...idFields({ application_id: applicationId, secret_id: secretId }), secret_value: value };
    return this.call(credentials, 'SetSecretInfo', fields, readDone, options, [value]);
  }

  /**
   * A number that the account has rented; undefined if it has not.
   * @param number digits without `+`
   * @see Voximplant HTTP API, GetPhoneNumbers
   */
  async phoneNumber(
    credentials: VoximplantCredentials,
    number: string,
    options: UpstreamOptions = {},
  ): Promise<VoximplantPhoneNumber | undefined> {
    const { items } = await this.call(credentials, 'GetPhoneNumbers', numberFields(number), readPhoneNumbers, options);
    return items.find((known) => known.number === number);
  }

  /** @see Voximplant HTTP API, BindPhoneNumberToApplication */
  bindPhoneNumber(
    credentials: VoximplantCredentials,
    { number, applicationId, ruleId }: { number: string; applicationId: string; ruleId: string },
    options: UpstreamOptions = {},
  ): Promise<void> {
    const ids = idFields({ application_id: applicationId, rule_id: ruleId });
    const fields = { ...numberFields(number), ...ids, bind: 'true' };
    return this.call(credentials, 'BindPhoneNumberToApplication', fields, readDone, options);
  }

  /** All pages of a list. */
  private async all<T extends { id: string }>(
    credentials: VoximplantCredentials,
    method: string,
    fields: Fields,
    read: (body: unknown) => Page<T>,
    options: UpstreamOptions,
  ): Promise<T[]> {
    const found = new Map<string, T>();
    for (let offset = 0; ;) {
      const pageFields = { ...fields, count: String(LIST_PAGE), offset: String(offset) };
      const page = await this.call(credentials, method, pageFields, read, options);
      const knownBefore = found.size;
      for (const item of page.items) found.set(item.id, item);
      offset += page.rowCount;
      const complete = page.totalCount === undefined ? page.rowCount < LIST_PAGE : offset >= page.totalCount;
      if (complete || found.size === knownBefore) return [...found.values()]; // nothing new: the offset is being ignored
    }
  }

  /** @param secrets what of the fields must not be seen again, as of an answer that repeats it */
  private call<T>(
    credentials: VoximplantCredentials,
    method: string,
    fields: Fields,
    read: (body: unknown) => T,
    options: UpstreamOptions,
    secrets: readonly string[] = [],
  ): Promise<T> {
    const request = this.request(credentials, new URL(`${this.baseUrl}/${method}/`), options);
    const authorize = async (refused?: UpstreamError) => {
      const authorization = await request.authorize(refused);
      return { ...authorization, secrets: [...authorization.secrets, ...secrets] };
    };
    return this.http.ask({ ...request, authorize, form: fields }, (answer) => read(parseAnswer(answer)));
  }

  private request(credentials: VoximplantCredentials, url: URL, { signal }: UpstreamOptions): UpstreamRequest {
    return {
      upstream: 'voximplant',
      limiterKey: `voximplant:${credentials.accountId}`,
      method: 'POST',
      url,
      authorize: (refused) => this.authorize(credentials, refused),
      maxBytes: MOST_ANSWER_BYTES,
      signal,
    };
  }

  private authorize(
    credentials: VoximplantCredentials,
    refused?: UpstreamError,
  ): Authorization | Promise<Authorization> {
    if (credentials.kind === 'SERVICE_ACCOUNT') return this.bearer(credentials, refused);
    const { accountId, apiKey } = credentials;
    return { form: { account_id: accountId, api_key: apiKey }, secrets: [apiKey] };
  }

  private async bearer(credentials: ServiceAccountCredentials, refused?: UpstreamError): Promise<Authorization> {
    const token = await this.tokens.token(credentials, refused?.fault === 'token_expired');
    return { headers: { authorization: `Bearer ${token}` }, secrets: [token] };
  }
}
