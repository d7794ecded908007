/** Which addresses may be asked. Everything else is refused before a connection is made. */
export interface AllowedUrls {
  allows(url: URL): boolean;
}

/**
 * Allows https on the hosts that match, on the default port and without a user name in the address, and whatever shares the
 * origin of `override`: the base URL of tests and the demo, which may be plain http.
 */
export class HostAllowList implements AllowedUrls {
  private readonly overrideOrigin: string | undefined;

  constructor(
    private readonly host: RegExp,
    override?: string,
  ) {
    this.overrideOrigin = override === undefined ? undefined : new URL(override).origin;
  }

  allows(url: URL): boolean {
    if (url.username !== '' || url.password !== '') return false;
    if (url.origin === this.overrideOrigin) return true;
    return url.protocol === 'https:' && url.port === '' && this.host.test(url.hostname);
  }
}
