import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { storeTools } from "../connection/index.ts";
import { storedJson } from "../stored-json.ts";
import { connections, tools } from "./cast.ts";

/**
 * The sample's connections with their tools; answers their ids by slug. The demo's own is left at `connecting`: whoever made it
 * examines it, since its tools are real.
 */
export async function insertConnections(
  trx: Transaction,
  { organizationId, createdBy, createdAt }: { organizationId: string; createdBy: string; createdAt: string },
): Promise<Map<string, string>> {
  const demo = {
    slug: "demo",
    name: "Demo",
    transport: "demo",
    url: null,
    status: "connecting",
    reason: null,
  } as const;
  const ids = new Map<string, string>();
  for (const { slug, name, transport, url, status, reason } of [demo, ...connections]) {
    const id = newId();
    ids.set(slug, id);
    await trx
      .insertInto("connections")
      .values({
        organizationId,
        id,
        slug,
        codeName: slug.replaceAll("-", "_"),
        name,
        transport,
        url,
        status,
        statusReason: reason === null ? null : storedJson(reason),
        statusAt: new Date().toISOString(),
        protocolVersion: "2025-11-25",
        era: "legacy",
        createdBy,
        createdAt,
      })
      .execute();
    const own = slug === "demo" ? [] : tools.filter(({ connection }) => connection === slug);
    if (own.length === 0) continue;
    const definitions = own.map(({ name, description, properties }) => ({
      name,
      description,
      inputSchema: { type: "object", properties },
    }));
    await storeTools(trx, { organizationId, id, slug }, definitions);
  }
  return ids;
}
