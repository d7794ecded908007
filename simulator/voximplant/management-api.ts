import type { Account } from '../accounts/account.js';
import { json, type Reply } from '../http/reply.js';
import type { ReadRequest, SimulatorRequest } from '../http/request.js';
import { getAccountInfo, getApplications } from './account-methods.js';
import { authenticate, type Caller } from './authentication.js';
import { getCallHistory } from './call-history.js';
import { Parameters } from './parameters.js';
import { bindPhoneNumberToApplication, getPhoneNumbers } from './phone-methods.js';
import { addRule, bindScenario, getRules, setRuleInfo } from './rule-methods.js';
import { addScenario, getScenarios, setScenarioInfo } from './scenario-methods.js';
import { addSecret, getSecrets, setSecretInfo } from './secret-methods.js';
import { authorizationFailed, VoximplantError } from './voximplant-error.js';

const PATH = /^\/platform_api(?:\/([^/]*))?\/?$/;

/** What the API needs to know of the simulator it belongs to. */
export interface ManagementApiContext {
  readonly accounts: readonly Account[];
  /** Address of the simulator, `http://host:port`. */
  readonly url: string;
  now(): Date;
  tokenNow(): Date;
}

/** The Management API's method that a request names in its path or as `cmd`; undefined if it is for someone else. */
export function managementMethod({ path, parameters }: ReadRequest): string | undefined {
  const match = PATH.exec(path);
  return match ? match[1] || (parameters.get('cmd') ?? '') : undefined;
}

/** Plays `https://api.voximplant.com/platform_api`: errors are answers with HTTP 200 (reference 1.4). */
export class ManagementApi {
  constructor(private readonly context: ManagementApiContext) {}

  async answer(request: SimulatorRequest): Promise<Reply> {
    try {
      return json(await this.call(request));
    } catch (error) {
      if (error instanceof VoximplantError) return json({ error: { code: error.code, msg: error.message } });
      throw error;
    }
  }

  private async call(request: SimulatorRequest): Promise<object> {
    const { accounts, url } = this.context;
    if (request.method === '') throw new VoximplantError(102, 'The command is missing');
    const method = METHODS[request.method];
    if (!method) throw new VoximplantError(103, 'The command is unknown');
    const caller = await authenticate(request, accounts, this.context.tokenNow());
    if (!caller.hasRoles && !method.basic) throw authorizationFailed();
    const nowSeconds = Math.floor(this.context.now().getTime() / 1000);
    return method.call(caller, new Parameters(request.parameters), { nowSeconds, apiAddress: new URL(url).host });
  }
}

interface Method {
  /** Allowed to service accounts without any role. */
  basic: boolean;
  call(caller: Caller, parameters: Parameters, about: { nowSeconds: number; apiAddress: string }): object;
}

const METHODS: Partial<Record<string, Method>> = {
  GetAccountInfo: { basic: true, call: (caller, _parameters, { apiAddress }) => getAccountInfo(caller, apiAddress) },
  GetApplications: { basic: false, call: getApplications },
  GetCallHistory: {
    basic: false,
    call: ({ account }, parameters, { nowSeconds }) => getCallHistory(account, parameters, nowSeconds),
  },
  ...accountMethods({
    AddScenario: addScenario,
    SetScenarioInfo: setScenarioInfo,
    GetScenarios: getScenarios,
    AddRule: addRule,
    SetRuleInfo: setRuleInfo,
    GetRules: getRules,
    BindScenario: bindScenario,
    AddSecret: addSecret,
    GetSecrets: getSecrets,
    SetSecretInfo: setSecretInfo,
    GetPhoneNumbers: getPhoneNumbers,
    BindPhoneNumberToApplication: bindPhoneNumberToApplication,
  }),
};

/** Methods for which a service account needs a role, and which ask for nothing but the account. */
function accountMethods(
  methods: Record<string, (account: Account, parameters: Parameters) => object>,
): Partial<Record<string, Method>> {
  return Object.fromEntries(
    Object.entries(methods).map(([name, call]) => [
      name,
      { basic: false, call: ({ account }: Caller, parameters: Parameters) => call(account, parameters) },
    ]),
  );
}
