/** The address of the server, without a slash at the end. */
export const SERVER_URL = configured() || location.origin;

function configured(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="voxsync-server"]');
  return (meta?.content ?? '').replace(/\/+$/, '');
}
