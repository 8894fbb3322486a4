import { createClient } from "@patchops/sdk";
import { startInstance } from "../start-instance.ts";
import { type UpstreamName, upstreams } from "./upstreams.ts";

export interface Gateway {
  /** The endpoint of the connection to this server, with its original names, and a key for it. */
  endpoint(upstream: UpstreamName): { url: URL; apiKey: string };
  close(): Promise<void>;
}

/**
 * Starts an instance with a connection to the full server in each of these forms; each is an organization's own, since one hears
 * of all changes of its lists.
 */
export async function openGateway(names: readonly UpstreamName[]): Promise<Gateway> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of opened.toReversed()) await end();
  };
  try {
    const instance = await startInstance({ env: { PATCHOPS_ALLOW_STDIO: "true" } });
    opened.push(() => instance.dispose());
    const endpoints = new Map(
      await Promise.all(
        names.map(async (name) => {
          const { apiKey } = await instance.setUp(`${name.replace(" ", "-")}@example.com`);
          const { target, close: end } = await upstreams[name]();
          opened.push(end);
          const client = createClient({ url: instance.url, apiKey });
          const { slug } = await client.connection.add.mutate({ name, target, onFailure: "keep" });
          return [name, { url: new URL(`/mcp/c/${slug}`, instance.url), apiKey }] as const;
        }),
      ),
    );
    const endpoint = (name: UpstreamName) => {
      const found = endpoints.get(name);
      if (!found) throw new Error(`no connection was made to ${name}`);
      return found;
    };
    return { endpoint, close };
  } catch (error) {
    await close();
    throw error;
  }
}
