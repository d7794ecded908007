/**
 * The scenario below its settings: `CONFIG` is a literal that the generator puts in front. Written for people to read, as
 * it is what they find in Voximplant's editor; what it may use of the platform is in testing/voxengine.d.ts.
 * @see Voximplant VoxEngine reference: AppEvents, CallEvents, Net, Crypto, ElevenLabs
 */
export const SCENARIO_TEMPLATE = String.raw`// What is known of the session so far.
const session = { id: '', direction: '', from: '', to: '', reference: '', conversationId: '' };
/** @type {Call | null} */
let call = null;
/** @type {ElevenLabs.AgentsClient | null} */
let agent = null;
// The call is to end: the last words are being said.
let leaving = false;
// The call is over.
let ended = false;
// The messages to the webhook, one after the other.
/** @type {Promise<void>} */
let deliveries = Promise.resolve();

// ------------------------------------------------------------------------------------------ how a session begins

VoxEngine.addEventListener(AppEvents.Started, (event) => {
  session.id = String(event.sessionId);
  // What StartScenarios was given; a session that an incoming call has begun has none.
  const order = VoxEngine.customData();
  if (order) dial(order);
});

VoxEngine.addEventListener(AppEvents.CallAlerting, (event) => {
  session.direction = 'inbound';
  session.from = event.callerid;
  session.to = event.destination;
  begin(event.call);
  event.call.answer();
});

VoxEngine.addEventListener(AppEvents.Terminating, () => {
  if (ended) return;
  ended = true;
  // The platform lets a single request out from here on.
  deliver(messageOf('call.finished'));
});

// Calls the number of an order such as {"to":"12025550171","from":"12025550110","r":"a reference of your own"}.
/** @param {string} text */
function dial(text) {
  const order = readOrder(text);
  const to = digitsOf(order.to);
  const from = digitsOf(order.from || CONFIG.callerId);
  if (!to || !from) {
    log('The custom data of the session hold no number to call, or there is no number to call from');
    setTimeout(() => {
      if (!call) finish();
    }, CONFIG.noCallMs);
    return;
  }
  session.direction = 'outbound';
  session.from = from;
  session.to = to;
  session.reference = order.r ? String(order.r) : '';
  begin(VoxEngine.callPSTN(to, from));
}

/** @param {Call} theCall */
function begin(theCall) {
  call = theCall;
  call.addEventListener(CallEvents.Connected, onConnected);
  call.addEventListener(CallEvents.Failed, finish); // busy, no answer, no such number
  call.addEventListener(CallEvents.Disconnected, finish);
  notify('call.started');
}

function onConnected() {
  if (!call || ended) return;
  call.record({ stereo: true });
  connectAgent(call);
}

// ---------------------------------------------------------------------------------------------------- the agent

/** @param {Call} theCall */
async function connectAgent(theCall) {
  const xiApiKey = VoxEngine.getSecretValue(CONFIG.elevenLabsKeySecret);
  if (!xiApiKey) return apologise('The secret ' + CONFIG.elevenLabsKeySecret + ' is not set');
  setTimeout(() => {
    if (!session.conversationId) apologise('The agent did not begin in time');
  }, CONFIG.agentPatienceMs);
  try {
    const client = await ElevenLabs.createAgentsClient(agentParameters(xiApiKey));
    if (leaving || ended) {
      client.close(); // the caller has left meanwhile
      return;
    }
    agent = client;
    // Has to be the first message to the agent: nothing is awaited before it.
    client.conversationInitiationClientData({ dynamic_variables: { voximplant_session_id: session.id } });
    listenTo(client);
    VoxEngine.sendMediaBetween(theCall, client);
  } catch (error) {
    apologise('The agent cannot be reached: ' + error);
  }
}

/** @param {string} xiApiKey */
function agentParameters(xiApiKey) {
  /** @type {ElevenLabs.AgentsClientParameters} */
  const parameters = {
    xiApiKey,
    agentId: CONFIG.agentId,
    includeConversationId: true,
    privacy: true, // keeps what is said out of the platform's log
    onWebSocketClose: onAgentGone,
  };
  if (CONFIG.elevenLabsUrl) parameters.baseUrl = CONFIG.elevenLabsUrl;
  return parameters;
}

/** @param {ElevenLabs.AgentsClient} client */
function listenTo(client) {
  const Events = ElevenLabs.AgentsEvents;
  client.addEventListener(Events.ConversationInitiationMetadata, (event) => {
    const payload = payloadOf(event);
    const metadata = payload.conversation_initiation_metadata_event || payload;
    if (metadata.conversation_id) onConversation(String(metadata.conversation_id));
  });
  // The caller speaks into the agent's words: what is still waiting to be played is dropped.
  client.addEventListener(Events.Interruption, () => client.clearMediaBuffer());
  // The agent waits for an answer to each call of a tool, and this scenario has none.
  client.addEventListener(Events.ClientToolCall, (event) => {
    const tool = payloadOf(event).client_tool_call || {};
    client.clientToolResult({ tool_call_id: tool.tool_call_id, result: 'There is no such tool', is_error: true });
  });
}

/** @param {string} conversationId */
function onConversation(conversationId) {
  if (session.conversationId) return;
  session.conversationId = conversationId;
  stamp();
  if (!ended) notify('conversation.started');
}

// Says in the call history which conversation it was: in 200 bytes, with the reference if both fit.
function stamp() {
  const { conversationId, reference } = session;
  const candidates = [{ v: 1, c: conversationId, r: reference || undefined }, { v: 1, c: conversationId }];
  const text = candidates.map(asciiJson).find((json) => json.length <= CONFIG.customDataBytes);
  if (text) VoxEngine.customData(text);
}

// ------------------------------------------------------------------------------------------- how a session ends

function onAgentGone() {
  if (leaving || ended) return;
  if (!session.conversationId) {
    apologise('The agent is gone before it began');
    return;
  }
  leaving = true;
  setTimeout(hangUp, CONFIG.farewellMs); // its last words are still being played
}

/** @param {string} reason */
function apologise(reason) {
  if (leaving || ended || !call) return;
  leaving = true;
  log(reason);
  closeAgent();
  call.addEventListener(CallEvents.PlaybackFinished, hangUp);
  call.say(CONFIG.apology);
  setTimeout(hangUp, CONFIG.apologyMs); // in case it is never said to the end
}

function hangUp() {
  if (call && !ended) call.hangup();
}

function closeAgent() {
  if (agent) agent.close();
  agent = null;
}

async function finish() {
  if (ended) return;
  ended = true;
  closeAgent();
  await notify('call.finished');
  VoxEngine.terminate();
}

// -------------------------------------------------------------------------------------------------- the webhook

// Ends once this message, and all before it, are delivered or given up.
/** @param {string} event */
function notify(event) {
  const message = messageOf(event);
  deliveries = deliveries.then(() => deliver(message));
  return deliveries;
}

/** @param {string} event */
function messageOf(event) {
  return asciiJson({
    event,
    eventId: session.id + ':' + event,
    sessionId: session.id,
    conversationId: session.conversationId || undefined,
    direction: session.direction || undefined,
    from: session.from || undefined,
    to: session.to || undefined,
    at: new Date().toISOString(),
  });
}

// Never fails: the call counts, and what is lost here is found in the call history later.
/** @param {string} message */
async function deliver(message) {
  const secret = VoxEngine.getSecretValue(CONFIG.webhookSecret);
  if (!secret) {
    log('The secret ' + CONFIG.webhookSecret + ' is not set');
    return;
  }
  for (let attempt = 1; attempt <= CONFIG.webhookAttempts; attempt += 1) {
    if (attempt > 1) await pause(CONFIG.webhookPauseMs);
    const status = await post(message, secret);
    if (status >= 200 && status < 300) return;
    log('The webhook answered ' + status);
    if (status >= 400 && status < 500) return; // it would say the same again
  }
}

/** @param {string} message @param {string} secret @returns {Promise<number>} the status, 0 or less where there was none */
async function post(message, secret) {
  try {
    const seconds = Math.floor(Date.now() / 1000);
    const signature = Crypto.hmac_sha256(secret, seconds + '.' + message);
    const answer = await Net.httpRequestAsync(CONFIG.webhookUrl, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Voxsync-Application': CONFIG.applicationId,
        'X-Voxsync-Signature': 't=' + seconds + ',v1=' + signature,
      },
      postData: message,
      timeout: CONFIG.webhookTimeoutSeconds,
    });
    return answer.code;
  } catch (error) {
    log('The webhook cannot be called: ' + error);
    return 0;
  }
}

// --------------------------------------------------------------------------------------------------------- tools

/** @param {string} text @returns {any} */
function readOrder(text) {
  try {
    return JSON.parse(text) || {};
  } catch (error) {
    return {};
  }
}

/** @param {unknown} number @returns {string} '' for what is no full number */
function digitsOf(number) {
  const match = /^\+?(\d{7,15})$/.exec(String(number || ''));
  return match ? match[1] : '';
}

/** @param {{ data?: any }} event @returns {any} */
function payloadOf(event) {
  return (event.data && (event.data.payload || event.data)) || {};
}

// In ASCII, so that its length is its size in bytes, and its signature does not hang on an encoding.
/** @param {object} value */
function asciiJson(value) {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (character) => '\\u' + character.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

/** @param {number} ms @returns {Promise<void>} */
function pause(ms) {
  return new Promise((resolve) => {
    setTimeout(() => resolve(), ms);
  });
}

/** @param {string} line */
function log(line) {
  Logger.write('Voxsync: ' + line);
}
`;
