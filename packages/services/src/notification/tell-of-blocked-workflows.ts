import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { notify } from "./notify.ts";

/**
 * In the transaction that takes somebody's right to act, or a service account's: tells owners and admins which published workflows
 * run for them, and so are blocked from now on. Without their name: what is told outlives their account.
 */
export async function tellOfBlockedWorkflows(
  services: Services,
  trx: Transaction,
  { organizationId, userId }: { organizationId: string; userId: string },
): Promise<void> {
  const rows = await trx
    .selectFrom("workflows as w")
    .select("w.name")
    .where("w.organizationId", "=", organizationId)
    .where("w.userId", "=", userId)
    .where("w.publishedVersion", "is not", null)
    .orderBy("w.name")
    .execute();
  const [first] = rows;
  if (first === undefined) return;
  const names = rows.map(({ name }) => name);
  await notify(services, trx, {
    ...{ organizationId, kind: "workflow", userIds: [] },
    title:
      rows.length === 1 ? `The workflow ${first.name} is blocked` : `${rows.length} workflows are blocked`,
    text: `${names.slice(0, 20).join(", ")}: whoever ${rows.length === 1 ? "it runs" : "they run"} for may not act here any more. Publish a version, or have ${rows.length === 1 ? "it" : "them"} run for a service account.`,
    path: rows.length === 1 ? `/workflows/${first.name}` : "/workflows",
    data: { workflows: names },
  });
}
