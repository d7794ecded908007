/** The reference in Markdown. */
export function renderReference(sdl: string): string;
