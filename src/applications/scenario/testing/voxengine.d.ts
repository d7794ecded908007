// The part of VoxEngine's globals that the generated scenario may use, for its specs alone.
// See the VoxEngine reference and its typings, https://cdn.voximplant.com/voxengine_typings/voxengine.d.ts
interface VoxEvt {
  call: Call;
  id: string;
  name: string;
  headers?: Record<string, string>;
}
interface VoxEvtMap {
  'Call.Connected': VoxEvt & { customData?: string };
  'Call.Disconnected': VoxEvt & {
    internalCode: number;
    reason: string;
    duration: number;
    cost: number;
    direction: string;
  };
  'Call.Failed': VoxEvt & { code: number; reason: string };
  'Call.Ringing': VoxEvt;
  'Call.RecordStarted': VoxEvt & { url: string };
  'Call.RecordStopped': VoxEvt & { url: string; cost: string; duration: number };
  'Call.ToneReceived': VoxEvt & { tone: string };
  'Call.PlaybackFinished': VoxEvt & { error?: string };
}
declare enum CallEvents {
  Connected = 'Call.Connected',
  Disconnected = 'Call.Disconnected',
  Failed = 'Call.Failed',
  Ringing = 'Call.Ringing',
  RecordStarted = 'Call.RecordStarted',
  RecordStopped = 'Call.RecordStopped',
  ToneReceived = 'Call.ToneReceived',
  PlaybackFinished = 'Call.PlaybackFinished',
}
interface AppEvtMap {
  'Application.Started': {
    sessionId: number;
    accountId: number;
    applicationId: number;
    logURL: string;
    accessURL: string;
    accessSecureURL: string;
    conference_name: string;
  };
  'Application.CallAlerting': {
    call: Call;
    name: string;
    callerid: string;
    destination: string;
    toURI: string;
    fromURI: string;
    displayName: string;
    headers: Record<string, string>;
    customData?: string;
    scheme: string;
  };
  'Application.HttpRequest': {
    method: string;
    path: string;
    content: string;
    headers: { key: string; value: string }[];
  };
  'Application.Terminating': { systemError?: boolean };
  'Application.Terminated': { systemError?: boolean };
}
declare enum AppEvents {
  Started = 'Application.Started',
  CallAlerting = 'Application.CallAlerting',
  HttpRequest = 'Application.HttpRequest',
  Terminating = 'Application.Terminating',
  Terminated = 'Application.Terminated',
}
declare enum RecordExpireTime {
  THREEMONTHS = '',
  SIXMONTHS = '-6m',
  ONEYEAR = '-1y',
  TWOYEARS = '-2y',
  THREEYEARS = '-3y',
  FIVEYEARS = '-5y',
}
interface CallRecordParameters {
  secure?: boolean;
  stereo?: boolean;
  hd_audio?: boolean;
  lossless?: boolean;
  video?: boolean;
  expire?: RecordExpireTime;
  transcribe?: boolean;
  language?: unknown;
  dict?: unknown;
  labels?: string[];
  provider?: unknown;
  format?: string;
  recordNamePrefix?: string;
  contentDispositionFilename?: string;
}
declare class Call {
  private constructor();
  id(): string;
  number(): string;
  callerid(): string;
  displayName(): string;
  incoming(): boolean;
  state(): string;
  customData(data?: string): string;
  answer(extraHeaders?: Record<string, string>, parameters?: object): void;
  reject(code: number, extraHeaders?: Record<string, string>): void;
  hangup(extraHeaders?: Record<string, string>): void;
  record(parameters: CallRecordParameters): void;
  handleTones(on: boolean): void;
  say(text: string, parameters?: object): void;
  sendMediaTo(unit: MediaUnit, parameters?: object): void;
  stopMediaTo(unit: MediaUnit): void;
  addEventListener<T extends keyof VoxEvtMap>(event: T | `${T}`, cb: (e: VoxEvtMap[T]) => unknown): void;
  removeEventListener<T extends keyof VoxEvtMap>(event: T | `${T}`, cb?: (e: VoxEvtMap[T]) => unknown): void;
}
type MediaUnit = Call | ElevenLabs.AgentsClient;
declare enum Modules {
  ElevenLabs = 'elevenlabs',
  ApplicationStorage = 'applicationstorage',
  ASR = 'asr',
}
declare function require(module: Modules): void;
declare function setTimeout(cb: () => unknown, ms?: number): number;
declare function clearTimeout(id: number): void;
declare function uuidgen(): string;
declare namespace Logger {
  function write(message: string): void;
  function hideTones(flag: boolean): void;
}
declare namespace Crypto {
  function hmac_sha256(key: string, data: string): string;
  function sha256(data: string): string;
  function sha1(data: string): string;
  function md5(data: string | string[]): string;
}
declare namespace Net {
  interface HttpRequestOptions {
    method?: string;
    postData?: string | number[];
    headers?: Record<string, string>;
    params?: Record<string, string>;
    rawOutput?: boolean;
    timeout?: number;
    connectionTimeout?: number;
    enableSystemLog?: boolean;
  }
  interface HttpRequestResult {
    code: number;
    text?: string;
    data?: number[];
    error?: string;
    raw_headers?: string;
    headers?: { key: string; value: string }[];
  }
  function httpRequestAsync(url: string, options?: HttpRequestOptions): Promise<HttpRequestResult>;
}
declare namespace ApplicationStorage {
  interface StorageKey {
    key: string;
    value: string;
    expireAt: number;
  }
  function get(key: string): Promise<StorageKey | null>;
  function put(key: string, value: string, ttlSeconds: number): Promise<StorageKey>;
  function remove(key: string): Promise<StorageKey>;
}
declare namespace VoxEngine {
  function addEventListener<T extends keyof AppEvtMap>(event: T | `${T}`, cb: (e: AppEvtMap[T]) => unknown): void;
  function customData(data?: string): string;
  function getSecretValue(name: string): string | undefined;
  function callPSTN(number: string, callerid: string, parameters?: { followDiversion?: boolean; amd?: unknown }): Call;
  function sendMediaBetween(a: MediaUnit, b: MediaUnit): void;
  function stopMediaBetween(a: MediaUnit, b: MediaUnit): void;
  function terminate(): void;
}
declare namespace ElevenLabs {
  interface AgentsClientParameters {
    xiApiKey: string;
    agentId: string;
    includeConversationId?: boolean;
    baseUrl?: string;
    onWebSocketClose?: (e: { code: number; reason: string; wasClean: boolean }) => void;
    privacy?: boolean;
    statistics?: boolean;
    trace?: boolean;
  }
  interface AgentsEvent {
    client: AgentsClient;
    data?: { customEvent?: string; payload?: object };
  }
  enum AgentsEvents {
    Unknown = 'ElevenLabs.Agents.Unknown',
    HTTPResponse = 'ElevenLabs.Agents.HTTPResponse',
    ConversationInitiationMetadata = 'ElevenLabs.Agents.ConversationInitiationMetadata',
    Ping = 'ElevenLabs.Agents.Ping',
    UserTranscript = 'ElevenLabs.Agents.UserTranscript',
    AgentResponse = 'ElevenLabs.Agents.AgentResponse',
    AgentResponseCorrection = 'ElevenLabs.Agents.AgentResponseCorrection',
    Interruption = 'ElevenLabs.Agents.Interruption',
    ContextualUpdate = 'ElevenLabs.Agents.ContextualUpdate',
    ClientToolCall = 'ElevenLabs.Agents.ClientToolCall',
    VadScore = 'ElevenLabs.Agents.VadScore',
    InternalTentativeAgentResponse = 'ElevenLabs.Agents.InternalTentativeAgentResponse',
    WebSocketError = 'ElevenLabs.Agents.WebSocketError',
    ConnectorInformation = 'ElevenLabs.Agents.ConnectorInformation',
    AgentToolResponse = 'ElevenLabs.Agents.AgentToolResponse',
  }
  class AgentsClient {
    private constructor();
    id(): string;
    webSocketId(): string;
    close(): void;
    sendMediaTo(unit: MediaUnit, parameters?: object): void;
    stopMediaTo(unit: MediaUnit): void;
    clearMediaBuffer(parameters?: { tag?: string }): void;
    addEventListener(event: AgentsEvents, cb: (e: AgentsEvent) => unknown): void;
    removeEventListener(event: AgentsEvents, cb?: (e: AgentsEvent) => unknown): void;
    conversationInitiationClientData(message: object): void;
    clientToolResult(message: object): void;
    contextualUpdate(message: object): void;
    userMessage(message: object): void;
  }
  function createAgentsClient(parameters: AgentsClientParameters): Promise<AgentsClient>;
}
