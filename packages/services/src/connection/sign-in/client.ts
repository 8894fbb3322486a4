import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Discovery, OAuthClientIdentity } from "@patchops/upstream";
import type { Services } from "../../context.ts";
import { findDataKey, openValue, sealValue } from "../sealed.ts";
import { clientMetadata, clientMetadataUrl, redirectUrl } from "./client-metadata.ts";

interface ClientPlace {
  organizationId: string;
  connectionId: string;
  issuer: string;
}

function seal(organizationId: string, id: string) {
  return { organizationId, row: id, field: "client" };
}

/** Keeps who we are at a provider, in place of what was known there. */
export async function storeClient(
  services: Services,
  trx: Transaction,
  given: { place: ClientPlace; kind: "given" | "registered"; client: OAuthClientIdentity },
): Promise<void> {
  const { place, kind, client } = given;
  const { organizationId, connectionId, issuer } = place;
  const id = newId();
  await trx
    .deleteFrom("connectionClients")
    .where("organizationId", "=", organizationId)
    .where("connectionId", "=", connectionId)
    .where("issuer", "=", issuer)
    .execute();
  await trx
    .insertInto("connectionClients")
    .values({
      organizationId,
      id,
      connectionId,
      issuer,
      kind,
      clientId: client.clientId,
      redirectUri: redirectUrl(services.settings),
      sealed: await sealValue(services, trx, { place: seal(organizationId, id), value: client }),
    })
    .execute();
}

/** A secret has to be good for a while after the sign-in as well: each renewal needs it. */
function lastsLongEnough({ secretExpiresAtMs }: OAuthClientIdentity): boolean {
  return secretExpiresAtMs === undefined || secretExpiresAtMs - Date.now() > 86_400_000;
}

/**
 * Who we are at a provider: the app that somebody registered, else our metadata document, else what we have registered
 * or register now. Throws SignInError `registration_needed`.
 */
export async function clientFor(
  services: Services,
  place: Omit<ClientPlace, "issuer">,
  { server }: Discovery,
): Promise<OAuthClientIdentity> {
  const { organizationId, connectionId } = place;
  const { issuer } = server;
  const known = await services.database.withOrganization(organizationId, async (trx) => {
    const row = await trx
      .selectFrom("connectionClients")
      .selectAll()
      .where("organizationId", "=", organizationId)
      .where("connectionId", "=", connectionId)
      .where("issuer", "=", issuer)
      .executeTakeFirst();
    if (!row) return null;
    const key = await findDataKey(services, trx, { organizationId, sealed: row.sealed });
    const sealing = { place: seal(organizationId, row.id), sealed: row.sealed };
    return { ...row, client: openValue<OAuthClientIdentity>(services, key, sealing) };
  });
  if (known?.kind === "given") return known.client;
  const documentUrl = clientMetadataUrl(services.settings);
  if (documentUrl !== null && server.client_id_metadata_document_supported === true) {
    return { clientId: documentUrl, clientSecret: null, authMethod: "none" };
  }
  // One that was registered under another address of this instance would send people there.
  const isOurs = known?.redirectUri === redirectUrl(services.settings);
  if (known && isOurs && lastsLongEnough(known.client)) return known.client;
  const client = await services.upstreams.oauth.register(server, clientMetadata(services.settings));
  await services.database.withOrganization(organizationId, (trx) =>
    storeClient(services, trx, { place: { ...place, issuer }, kind: "registered", client }),
  );
  return client;
}
