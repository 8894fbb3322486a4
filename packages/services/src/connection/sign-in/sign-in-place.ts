import { isDeepStrictEqual } from "node:util";
import type { Discovery } from "@patchops/upstream";
import type { Services } from "../../context.ts";
import { storedJson } from "../../stored-json.ts";
import { clientMetadataUrl } from "./client-metadata.ts";

/** What a connection remembers of where its users sign in. */
export function signInPlaceOf(services: Services, found: Discovery) {
  const { server } = found;
  const takesDocument =
    server.client_id_metadata_document_supported === true && clientMetadataUrl(services.settings) !== null;
  return {
    issuer: server.issuer,
    resource: found.resource,
    resourceMetadataUrl: found.resourceMetadataUrl ?? null,
    scopes: found.scopes ?? null,
    canRegister: takesDocument || server.registration_endpoint !== undefined,
  };
}

/** Stores what was found out at the beginning of a sign-in, unless the connection has another address by now. */
export async function keepSignInPlace(
  services: Services,
  seen: { organizationId: string; connectionId: string; url: string; found: Discovery; canRegister: boolean },
): Promise<void> {
  const { organizationId, connectionId, url, found } = seen;
  const place = signInPlaceOf(services, found);
  const next = { ...place, canRegister: place.canRegister && seen.canRegister };
  await services.snapshots.change(
    organizationId,
    async (trx) => {
      const row = await trx
        .selectFrom("connections")
        .select("signIn")
        .where("organizationId", "=", organizationId)
        .where("id", "=", connectionId)
        .where("url", "=", url)
        .forUpdate()
        .executeTakeFirst();
      if (!row || isDeepStrictEqual(row.signIn, next)) return false;
      await trx
        .updateTable("connections")
        .set({ signIn: storedJson(next) })
        .where("organizationId", "=", organizationId)
        .where("id", "=", connectionId)
        .execute();
      return true;
    },
    (isChanged) => isChanged,
  );
}
