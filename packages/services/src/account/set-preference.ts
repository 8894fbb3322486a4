import { AppError, type SetPreferenceInput } from "@patchops/contract";
import { sql } from "kysely";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireLogin } from "../session/index.ts";

const maxValueCharacters = 4_096;

/** Keeps a choice of the interface for the asking person. Throws `invalid_input` above 4,096 characters of JSON. */
export async function setPreference(context: Context, input: SetPreferenceInput): Promise<void> {
  requireLogin(context, "account.setPreference");
  const { actor, services } = context;
  const value = JSON.stringify(input.value);
  if (value.length > maxValueCharacters) {
    throw new AppError("invalid_input", "That preference is too large to keep.", {
      details: { field: "value", maxCharacters: maxValueCharacters },
    });
  }
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    await trx
      .updateTable("users")
      .set({
        preferences: sql`preferences || jsonb_build_object(${input.key}::text, ${value}::jsonb)`,
      })
      .where("id", "=", actor.userId)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: "account.set_preference",
      targetKind: "user",
      targetId: actor.userId,
      data: { key: input.key },
    });
  });
}
