/** Whether an entry of the list names a URL's host: itself, or with `*.` any below it; without a port the scheme's usual one. */
export function matchesHost(entry: string, url: URL): boolean {
  const [, wildcard, name, port] = /^(\*\.)?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (name === undefined || url.port !== (isUsual(port, url.protocol) ? "" : port)) return false;
  const host = url.hostname.toLowerCase().replace(/\.$/, "");
  return wildcard === undefined ? host === name : host.endsWith(`.${name}`);
}

function isUsual(port: string | undefined, protocol: string): boolean {
  return port === undefined || port === (protocol === "https:" ? "443" : "80");
}
