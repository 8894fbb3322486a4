import { AppError, newId, type SaveSnippetInput, saveSnippetInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { storedJson } from "../../stored-json.ts";
import { lockNames } from "./lock-names.ts";
import { refuseSecret } from "./refuse-secret.ts";
import { requireOwn } from "./require-own.ts";

const maxNames = 1_000;

/**
 * Keeps a program under a name, by which it is run. Throws `conflict` for a name that is taken, unless it is to replace what
 * has it; `forbidden` where that is somebody else's; `invalid_input` for a program that seems to hold a secret.
 */
export async function saveSnippet(
  context: Context,
  rawInput: SaveSnippetInput,
): Promise<{ id: string; name: string }> {
  requireAccess(context, "snippet.save");
  const input = saveSnippetInput.parse(rawInput);
  refuseSecret(input);
  const { services, actor } = context;
  const { organizationId, userId } = actor;
  const { name, title = null, code } = input;
  const kept = { title, code, input: input.input === undefined ? null : storedJson(input.input) };
  return services.database.withOrganization(organizationId, async (trx) => {
    await lockNames(trx, organizationId);
    const named = await trx
      .selectFrom("snippets")
      .select(["id", "userId", "name"])
      .where("organizationId", "=", organizationId)
      .where("name", "is not", null)
      .execute();
    const taken = named.find((snippet) => snippet.name === name);
    const id = taken?.id ?? newId();
    if (taken) {
      if (!input.replace) {
        throw new AppError("conflict", `There is already a snippet named ${name}.`, {
          next: "Choose another name, or replace it.",
        });
      }
      requireOwn(actor, taken);
      await trx
        .updateTable("snippets")
        .set({ ...kept, updatedAt: new Date().toISOString() })
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .execute();
    } else {
      if (named.length >= maxNames) {
        throw new AppError("conflict", `An organization has at most ${maxNames} snippets.`, {
          next: "Remove some that nobody runs.",
        });
      }
      await trx
        .insertInto("snippets")
        .values({ ...kept, organizationId, id, userId, name })
        .execute();
    }
    await recordAudit(trx, auditActor(context), {
      action: taken ? "snippet.replace" : "snippet.save",
      targetKind: "snippet",
      targetId: id,
      data: { name, title },
    });
    return { id, name };
  });
}
