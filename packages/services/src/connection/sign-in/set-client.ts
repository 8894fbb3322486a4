import { AppError, type Connection, type SetConnectionClientInput } from "@patchops/contract";
import { authMethodOf } from "@patchops/upstream";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { findConnection } from "../find.ts";
import { getConnection } from "../list.ts";
import { storeClient } from "./client.ts";
import { redirectUrl } from "./client-metadata.ts";
import { signInFailure } from "./sign-in-failure.ts";
import { keepSignInPlace } from "./sign-in-place.ts";

/** Gives a connection the app that somebody registered with its provider; the next sign-in uses it. */
export async function setConnectionClient(
  context: Context,
  input: SetConnectionClientInput,
): Promise<Connection> {
  requireAccess(context, "connection.setClient");
  const { services, actor } = context;
  const { organizationId } = actor;
  const connection = findConnection(await services.snapshots.get(organizationId), input.connection);
  const { id, slug, url, signIn: known } = connection;
  if (url === null) throw new AppError("invalid_input", "Only a connection with an address is signed in to.");
  const found = await services.upstreams.oauth
    .discover({
      url,
      challenge: known?.resourceMetadataUrl ? { resourceMetadataUrl: known.resourceMetadataUrl } : {},
      presumesEndpoints: true,
    })
    .catch((error: unknown) => {
      throw signInFailure(error, redirectUrl(services.settings));
    });
  const clientSecret = input.clientSecret ?? null;
  const { issuer } = found.server;
  const client = {
    clientId: input.clientId,
    clientSecret,
    authMethod: authMethodOf(found.server, clientSecret),
  };
  await services.snapshots.change(organizationId, async (trx) => {
    await storeClient(services, trx, {
      place: { organizationId, connectionId: id, issuer },
      kind: "given",
      client,
    });
    await recordAudit(trx, auditActor(context), {
      action: "connection.set_client",
      targetKind: "connection",
      targetId: id,
      data: { slug, issuer, clientId: input.clientId, hasSecret: clientSecret !== null },
    });
  });
  await keepSignInPlace(services, { organizationId, connectionId: id, url, found, canRegister: true });
  return getConnection(context, { connection: id });
}
