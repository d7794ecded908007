import '../../scripts/build-playground.mjs';
import '../../scripts/build-console.mjs';
import { findChromium } from './find-chromium.js';

/**
 * For the project console: builds what the tests open, if it has changed.
 * @throws Error if there is no browser, which only happens where REQUIRE_SERVICES asks for one
 */
export default function setup(): void {
  if (findChromium() === undefined) throw new Error('REQUIRE_SERVICES is set, but there is no Chromium');
}
