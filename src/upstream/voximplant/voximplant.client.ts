import { type HostAllowList } from '../host-allow-list.js';
import { type UpstreamClock } from '../upstream-clock.js';
import { type UpstreamError } from '../upstream.error.js';
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
import { lookUpSessions, type SessionLookup } from './session-lookup.js';
import { parseAnswer } from './voximplant-answer.js';
import { type ServiceAccountCredentials, type VoximplantCredentials } from './voximplant-credentials.js';
import { VoximplantTokens } from './voximplant-jwt.js';
import { foreignRecord, MOST_RECORD_BYTES, recordError, recordHosts } from './voximplant-records.js';
import {
  type AccountInfo,
  readAccountInfo,
  readApplications,
  readCallHistory,
  type VoximplantApplication,
} from './voximplant.wire.js';

export const VOXIMPLANT_API_URL = 'https://api.voximplant.com/platform_api';

export interface UpstreamOptions {
  signal?: AbortSignal | undefined;
}

const MOST_ANSWER_BYTES = 64_000_000; // a page of 1000 sessions with dozens of legs each
const APPLICATIONS_PAGE = 100;

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
  async applications(
    credentials: VoximplantCredentials,
    options: UpstreamOptions = {},
  ): Promise<VoximplantApplication[]> {
    const found = new Map<string, VoximplantApplication>();
    for (let offset = 0; ;) {
      const fields = { count: String(APPLICATIONS_PAGE), offset: String(offset) };
      const page = await this.call(credentials, 'GetApplications', fields, readApplications, options);
      const knownBefore = found.size;
      for (const application of page.applications) found.set(application.id, application);
      offset += page.rowCount;
      const complete = page.totalCount === undefined ? page.rowCount < APPLICATIONS_PAGE : offset >= page.totalCount;
      if (complete || found.size === knownBefore) return [...found.values()]; // nothing new: the offset is being ignored
    }
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

  private call<T>(
    credentials: VoximplantCredentials,
    method: string,
    fields: Fields,
    read: (body: unknown) => T,
    options: UpstreamOptions,
  ): Promise<T> {
    const request = { ...this.request(credentials, new URL(`${this.baseUrl}/${method}/`), options), form: fields };
    return this.http.ask(request, (answer) => read(parseAnswer(answer)));
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
