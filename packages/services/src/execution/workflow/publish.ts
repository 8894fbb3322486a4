import { type PublishedWorkflow, type PublishWorkflowInput, publishWorkflowInput } from "@patchops/contract";
import { requireVerifiedEmail } from "../../account/index.ts";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { findVersion, findWorkflow } from "./find.ts";
import { publishVersion } from "./publish-version.ts";
import { requireExpected } from "./require-expected.ts";
import { requireOwnWorkflow } from "./require-own.ts";
import { requireReadable } from "./require-readable.ts";

/**
 * Makes any of a workflow's versions the one that runs: a draft goes out, or an earlier one comes back. Runs under way keep theirs.
 * Throws `conflict` where there are others by now than whoever does it has seen.
 */
export async function publishWorkflow(
  context: Context,
  rawInput: PublishWorkflowInput,
): Promise<PublishedWorkflow> {
  requireAccess(context, "workflow.publish");
  const { name, version, expected } = publishWorkflowInput.parse(rawInput);
  await requireVerifiedEmail(context);
  const { services, actor } = context;
  const { organizationId } = actor;
  const { code } = await services.database.withOrganization(organizationId, async (trx) => {
    const { id: workflowId } = await findWorkflow(trx, { organizationId, name });
    return findVersion(trx, { organizationId, workflowId, version });
  });
  await requireReadable(context, code);
  return services.snapshots.change(organizationId, async (trx) => {
    const workflow = await findWorkflow(trx, { organizationId, name }, { isLocked: true });
    requireOwnWorkflow(actor, workflow);
    await requireExpected(trx, workflow, expected);
    const { config } = await findVersion(trx, { organizationId, workflowId: workflow.id, version });
    const published = await publishVersion(context, trx, {
      ...{ workflow, version, config, serviceAccountId: undefined },
    });
    await recordAudit(trx, auditActor(context), {
      action: "workflow.publish",
      targetKind: "workflow",
      targetId: workflow.id,
      data: { name },
      before: { publishedVersion: workflow.publishedVersion },
      after: { publishedVersion: version },
    });
    return { name, version, ...published };
  });
}
