import { createClient } from "@patchops/sdk";
import { startFullServer } from "@patchops/testing";
import { startInstance } from "../start-instance.ts";
import { startBearerShim } from "./start-bearer-shim.ts";
import type { Suite } from "./suites.ts";

export interface Through {
  /** A server of this era, seen through the gateway as one connection under its original names. */
  url(era: Suite["era"]): string;
  close(): Promise<void>;
}

/** Starts an instance with a connection to a full server of each era. */
export async function openThrough(): Promise<Through> {
  const opened: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of opened.toReversed()) await end();
  };
  try {
    const instance = await startInstance();
    opened.push(() => instance.dispose());
    const { apiKey } = await instance.setUp();
    const client = createClient({ url: instance.url, apiKey });
    const urls = { legacy: "", modern: "" };
    for (const era of ["legacy", "modern"] as const) {
      const upstream = await startFullServer(era);
      opened.push(upstream.close);
      const target = { kind: "http", url: upstream.url } as const;
      const { slug } = await client.connection.add.mutate({ name: era, target, onFailure: "keep" });
      const shim = await startBearerShim(new URL(`/mcp/c/${slug}`, instance.url), apiKey);
      opened.push(shim.close);
      urls[era] = shim.url;
    }
    return { url: (era) => urls[era], close };
  } catch (error) {
    await close();
    throw error;
  }
}
