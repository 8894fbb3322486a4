import { type CreateSnippetInput, newId } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { storedJson } from "../../stored-json.ts";
import { refuseSecret } from "./refuse-secret.ts";

/** Keeps a program behind a link within the organization. Refuses one that seems to hold a secret. */
export async function createSnippet(context: Context, input: CreateSnippetInput): Promise<{ id: string }> {
  requireAccess(context, "snippet.create");
  refuseSecret(input);
  const { organizationId, userId } = context.actor;
  const id = newId();
  await context.services.database.withOrganization(organizationId, async (trx) => {
    await trx
      .insertInto("snippets")
      .values({
        organizationId,
        id,
        userId,
        title: input.title ?? null,
        code: input.code,
        input: input.input === undefined ? null : storedJson(input.input),
      })
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "snippet.create",
      targetKind: "snippet",
      targetId: id,
      data: { title: input.title ?? null },
    });
  });
  return { id };
}
