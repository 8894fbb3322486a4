/** `127.0.0.1:8080`, `[::1]:8080` or a whole address, as the host and port that would be dialled. */
export function parseHostPort(text: string): { host: string; port: number } | undefined {
  const trimmed = text.trim();
  const address = /^https?:\/\//i.test(trimmed) ? trimmed : `tcp://${trimmed}`;
  if (!trimmed || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const known = { "http:": 80, "https:": 443 }[url.protocol];
  const port = url.port ? Number(url.port) : known;
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const isPlain = known !== undefined || (url.pathname === "" && !url.search && !url.username);
  return host && port !== undefined && port > 0 && isPlain ? { host, port } : undefined;
}
