import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';
import { NOTHING } from './content-policies.js';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** What every answer says to browsers; pages put a policy of their own in place of this one. */
const always = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: NOTHING },
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
});
/** Of this host alone: what runs beside it is not ours to decide about. */
const overTls = helmet.strictTransportSecurity({ maxAge: YEAR_SECONDS, includeSubDomains: false });

/** Sets them; and, where the client has come by TLS, asks it to do so for a year. */
export function securityHeaders(
  request: IncomingMessage & { secure?: boolean },
  response: ServerResponse,
  next: () => void,
): void {
  always(request, response, () => (request.secure === true ? overTls(request, response, next) : next()));
}
