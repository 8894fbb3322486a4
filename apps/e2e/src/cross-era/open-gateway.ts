import { createClient } from "@patchops/sdk";
import { startInstance } from "../start-instance.ts";
import { type UpstreamName, upstreams } from "./upstreams.ts";

export interface Gateway {
  apiKey: string;
  /** The endpoint of the connection to this server, with its original names. */
  endpoint(upstream: UpstreamName): URL;
  close(): Promise<void>;
}

/** Starts an instance with a connection to the full server in each of these forms. */
export async function openGateway(names: readonly UpstreamName[]): Promise<Gateway> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of opened.toReversed()) await end();
  };
  try {
    const instance = await startInstance({ env: { PATCHOPS_ALLOW_STDIO: "true" } });
    opened.push(() => instance.dispose());
    const { apiKey } = await instance.setUp();
    const client = createClient({ url: instance.url, apiKey });
    const slugs = new Map<UpstreamName, string>();
    for (const name of names) {
      const { target, close: end } = await upstreams[name]();
      opened.push(end);
      const { slug } = await client.connection.add.mutate({ name, target, onFailure: "keep" });
      slugs.set(name, slug);
    }
    return { apiKey, endpoint: (name) => new URL(`/mcp/c/${slugs.get(name)}`, instance.url), close };
  } catch (error) {
    await close();
    throw error;
  }
}
