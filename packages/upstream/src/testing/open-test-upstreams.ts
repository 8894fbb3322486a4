import { onTestFinished } from "vitest";
import { createAddressGuard } from "../address/address-guard.ts";
import type { Credentials, Target, Transport } from "../target.ts";
import { createUpstreams, type Upstreams, type UpstreamsOptions } from "../upstreams.ts";

/** Upstreams that may call loopback; who made them closes them. */
export function createTestUpstreams(options: Partial<UpstreamsOptions> = {}): Upstreams {
  return createUpstreams({
    guard: createAddressGuard({ allow: () => [{ host: "127.0.0.1", port: null }] }),
    stdioAllowed: true,
    clientInfo: { name: "PatchOps", version: "0.0.0-test" },
    ...options,
  });
}

/** The same for one test. */
export function openTestUpstreams(options: Partial<UpstreamsOptions> = {}): Upstreams {
  const upstreams = createTestUpstreams(options);
  onTestFinished(() => upstreams.close());
  return upstreams;
}

/** A target; a text is the URL of an HTTP one. */
export function testTarget(
  transport: string | Transport,
  given: { connectionId?: string; ownerKey?: string; headers?: Record<string, string> } = {},
): Target {
  const { connectionId = "connection", ownerKey = "owner", headers } = given;
  const credentials: Credentials | null = headers ? { headers } : null;
  return {
    connectionId,
    ownerKey,
    transport: typeof transport === "string" ? { kind: "http", url: transport } : transport,
    credentials: {
      read: async () => credentials,
      save: async () => credentials,
      lose: async () => undefined,
      withRefreshLock: (_of, run) => run(),
    },
  };
}
