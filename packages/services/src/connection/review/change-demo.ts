import { AppError, type ChangeDemoInput, type Connection } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { findConnection } from "../find.ts";
import { refreshConnection } from "../refresh.ts";
import { upstreamTarget } from "../target.ts";

const timeoutMs = 5_000;

/** The demo's switch: has one of its tools say something else of itself, to see what a review is like. */
export async function changeDemo(context: Context, input: ChangeDemoInput): Promise<Connection> {
  requireAccess(context, "connection.changeDemo");
  const { services, actor } = context;
  const snapshot = await services.snapshots.get(actor.organizationId);
  const connection = findConnection(snapshot, input.connection);
  if (connection.transport !== "demo") {
    throw new AppError("invalid_input", "Only the demo changes its definitions on request.");
  }
  await services.upstreams.request(
    upstreamTarget(services, snapshot, { connection, ownerId: actor.userId }),
    {
      method: "demo/changeDefinition",
      params: { isChanged: input.isChanged },
      signal: AbortSignal.timeout(timeoutMs),
      timeoutMs,
    },
  );
  return refreshConnection(context, { connection: connection.id });
}
