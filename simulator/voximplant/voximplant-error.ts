/** An answer of the Management API that is an error; sent with HTTP 200. Codes: reference 1.4. */
export class VoximplantError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }

  static parameter(code: number, name: string): VoximplantError {
    return new VoximplantError(code, `The '${name}' parameter is invalid`);
  }
}

export const authorizationFailed = (): VoximplantError => new VoximplantError(100, 'Authorization failed');
