import { openGateway } from "../cross-era/open-gateway.ts";
import { startBearerShim } from "./start-bearer-shim.ts";
import type { Suite } from "./suites.ts";

export interface Through {
  /** A server of this era, seen through the gateway as one connection, without a key. */
  urls: Record<Suite["era"], string>;
  close(): Promise<void>;
}

/** The full server of each era behind an instance, as the suite can call it. */
export async function openThrough(): Promise<Through> {
  const gateway = await openGateway(["legacy", "modern"]);
  const shim = (era: Suite["era"]) => {
    const { url, apiKey } = gateway.endpoint(era);
    return startBearerShim(url, apiKey);
  };
  const legacy = await shim("legacy");
  const modern = await shim("modern");
  return {
    urls: { legacy: legacy.url, modern: modern.url },
    async close() {
      await legacy.close();
      await modern.close();
      await gateway.close();
    },
  };
}
