import { lookup, Resolver } from "node:dns/promises";

export interface ResolvedAddress {
  address: string;
  family: 4 | 6;
}

export type ResolveHost = (hostname: string) => Promise<ResolvedAddress[]>;

const notFound = new Set(["ENOTFOUND", "ENODATA", "ECONNREFUSED"]);

/**
 * All addresses of a name. Asks name servers directly: getaddrinfo occupies one of four threads for as long as a slow name
 * server likes, and then every other connection waits. Names that only the machine knows (/etc/hosts, search domains)
 * come second. Throws the system's error when there is none.
 */
export const resolveHost: ResolveHost = async (hostname) => {
  const resolver = new Resolver({ timeout: 2_500, tries: 2 });
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const found: ResolvedAddress[] = [
    ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 as const })) : []),
    ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 as const })) : []),
  ];
  if (found.length > 0) return found;
  const reason: unknown = four.status === "rejected" ? four.reason : undefined;
  const code = reason instanceof Error && "code" in reason ? String(reason.code) : "";
  if (!notFound.has(code)) throw reason ?? new Error("no address");
  const known = await lookup(hostname, { all: true });
  return known.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};
