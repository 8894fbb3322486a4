import { hashToken } from "@patchops/vault";
import type { NotNull } from "kysely";
import type { Context } from "../context.ts";
import { type PromptSession, promptSessionColumns, toPromptSession } from "./prompt-session.ts";

/** The actor's open session behind a token; null alike for unknown, ended and other people's sessions. */
export async function findPromptSession(context: Context, token: string): Promise<PromptSession | null> {
  const { actor, services } = context;
  const row = await services.database.withOrganization(actor.organizationId, (trx) =>
    trx
      .selectFrom("promptSessions")
      .select(promptSessionColumns)
      .where("organizationId", "=", actor.organizationId)
      .where("tokenHash", "=", hashToken(token))
      .where("userId", "=", actor.userId)
      .where("endedAt", "is", null)
      .where("protocolVersion", "is not", null)
      .$narrowType<{ protocolVersion: NotNull }>()
      .executeTakeFirst(),
  );
  return row ? toPromptSession(row) : null;
}
