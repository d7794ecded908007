import { json, type Reply } from '../http/reply.js';

/** Error answers of ElevenLabs in every shape of `detail` that is alive (reference 1.3, 8.5); usable as faults too. */
export const elevenLabsErrors = {
  /** Wrong key, as the conversation endpoints say it. */
  wrongKey401: (): Reply => current(401, 'authentication_error', 'unauthorized', 'Invalid API key', 'invalid_api_key'),
  /** Wrong key, as other endpoints were seen to say it. */
  wrongKey400: (): Reply =>
    json({ detail: { type: 'authentication_error', code: 'invalid_api_key', message: 'Invalid API key' } }, 400),
  noKey: (): Reply =>
    current(
      401,
      'authentication_error',
      'unauthorized',
      'Neither authorization header nor xi-api-key received, please provide one.',
      'needs_authorization',
    ),
  missingPermissions: (permission = 'convai_read'): Reply =>
    legacy(
      401,
      'missing_permissions',
      `The API key you used is missing the permission ${permission} to execute this operation.`,
    ),
  quotaExceeded: (): Reply => legacy(401, 'quota_exceeded', 'This request exceeds your quota limit.'),
  forbidden: (): Reply =>
    current(403, 'authorization_error', 'workspace_access_denied', 'Access denied.', 'workspace_access_denied'),
  conversationNotFound: (): Reply =>
    current(
      404,
      'not_found',
      'conversation_not_found',
      'Conversation was not found.',
      'conversation_history_not_found',
    ),
  missingAudio: (): Reply => legacy(404, 'missing_conversation_audio', 'No audio for this conversation.'),
  agentNotFound: (agentId: string): Reply =>
    legacy(404, 'document_not_found', `Document with id ${agentId} not found.`),
  noRoute: (): Reply => json({ detail: 'Not Found' }, 404),
  methodNotAllowed: (): Reply => json({ detail: 'Method Not Allowed' }, 405),
  invalidQuery: (parameter: string, msg: string, type: string): Reply =>
    json({ detail: [{ loc: ['query', parameter], msg, type }] }, 422),
  invalidCursor: (): Reply =>
    current(400, 'validation_error', 'invalid_cursor', 'The cursor is invalid or expired.', 'invalid_cursor'),
  tooManyRequests: (): Reply =>
    current(429, 'rate_limit_error', 'rate_limit_exceeded', 'Too many requests.', 'rate_limit_exceeded'),
  tooManyConcurrentRequests: (): Reply => legacy(429, 'too_many_concurrent_requests', 'Too many concurrent requests.'),
};

/** The envelope documented since 2026. */
function current(http: number, type: string, code: string, message: string, status: string): Reply {
  return json({ detail: { type, code, message, status, request_id: '5f1c0e7a9b' } }, http);
}

function legacy(http: number, status: string, message: string): Reply {
  return json({ detail: { status, message } }, http);
}
