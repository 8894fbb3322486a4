const loopbackHosts = ["127.0.0.1", "localhost", "[::1]"];

/** Where the answer goes, as far as it says who gets it. */
export function redirectTarget(redirectUri: string): string {
  if (!URL.canParse(redirectUri)) return redirectUri;
  const { hostname, host, protocol } = new URL(redirectUri);
  if (protocol === "http:" && loopbackHosts.includes(hostname)) return "an app on this computer";
  if (protocol === "https:") return host;
  return `the app on this computer that opens ${protocol} links`;
}
