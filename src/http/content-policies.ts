import type { RequestHandler } from 'express';
import helmet from 'helmet';

type Directives = Record<string, readonly string[]>;

/** Of whatever is no page: it does nothing, and is shown in no frame. */
export const NOTHING: Directives = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/**
 * Pages run scripts of this server alone, none of them inline. Components and the editor write style elements as they go,
 * whose text is not known beforehand; with nothing else to load, a style can do no more than look wrong.
 */
const PAGE: Directives = {
  ...NOTHING,
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
};

/**
 * The web console: it talks to this server and plays recordings; a waveform is drawn from a recording in memory.
 * @param mediaOrigins where recordings come from, besides the page's own origin
 */
export function consolePolicy(mediaOrigins: readonly string[]): RequestHandler {
  const media = ["'self'", ...mediaOrigins];
  return policy({ ...PAGE, connectSrc: media, mediaSrc: [...media, 'blob:'], fontSrc: ["'self'"] });
}

/** The playground: it talks to this server; the editor works in workers, and carries its fonts in the stylesheet. */
export function playgroundPolicy(): RequestHandler {
  return policy({ ...PAGE, connectSrc: ["'self'"], workerSrc: ["'self'"], fontSrc: ["'self'", 'data:'] });
}

function policy(directives: Directives): RequestHandler {
  return helmet.contentSecurityPolicy({ useDefaults: false, directives });
}
