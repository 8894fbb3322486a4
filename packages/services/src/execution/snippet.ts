import { AppError, type CreateSnippetInput, newId, type Snippet } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import { storedJson } from "../stored-json.ts";
import { findSecret } from "./find-secret.ts";

/** Keeps a program behind a link within the organization. Refuses one that seems to hold a secret. */
export async function createSnippet(context: Context, input: CreateSnippetInput): Promise<{ id: string }> {
  requireScope(context, "code:execute");
  const text = `${input.code}\n${JSON.stringify(input.input ?? null)}`;
  const secret = findSecret(text);
  if (secret !== null) {
    throw new AppError(
      "invalid_input",
      `This program seems to hold a secret (${secret}), so it was not shared.`,
      {
        next: "Take the secret out. Connections keep credentials; programs do not need them.",
      },
    );
  }
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

/** A shared program. Throws `not_found`, also for another organization's. */
export async function getSnippet(context: Context, input: { id: string }): Promise<Snippet> {
  requireScope(context, "tools:read");
  const { organizationId } = context.actor;
  const row = await context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("snippets as s")
      .innerJoin("users as u", "u.id", "s.userId")
      .select(["s.id", "s.title", "s.code", "s.input", "s.userId", "s.createdAt", "u.name", "u.email"])
      .where("s.organizationId", "=", organizationId)
      .where("s.id", "=", input.id)
      .executeTakeFirst(),
  );
  if (!row)
    throw new AppError("not_found", "There is no such program, or it belongs to another organization.");
  return {
    id: row.id,
    title: row.title,
    code: row.code,
    ...(row.input === null ? {} : { input: row.input }),
    createdBy: { id: row.userId, name: row.name, email: row.email },
    createdAt: row.createdAt,
  };
}
