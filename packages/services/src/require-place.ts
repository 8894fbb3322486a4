import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "./context.ts";
import { planOf } from "./plan-of.ts";
import { planTerms } from "./plan-terms.ts";

const words = { connections: "connections", members: "members" } as const;

/**
 * Refuses one more where the plan's places are taken; nobody else of the organization is given one until the transaction ends.
 * `waiting`: those that are promised already. Throws `quota_exceeded`.
 */
export async function requirePlace(
  services: Services,
  trx: Transaction,
  { organizationId, of, waiting = 0 }: { organizationId: string; of: keyof typeof words; waiting?: number },
): Promise<void> {
  const organization = await trx
    .selectFrom("organizations")
    .select(["plan", planTerms().as("planTerms")])
    .where("id", "=", organizationId)
    .forUpdate()
    .executeTakeFirst();
  const plan = planOf(services, organization ?? { plan: "", planTerms: null });
  const limit = plan[of];
  if (limit === null) return;
  const { taken } = await trx
    .selectFrom(of)
    .select(({ fn }) => fn.countAll<number>().as("taken"))
    .where("organizationId", "=", organizationId)
    .executeTakeFirstOrThrow();
  if (taken + waiting < limit) return;
  const rest =
    waiting === 0 ? "" : `, and ${waiting} ${waiting === 1 ? "invitation waits" : "invitations wait"}`;
  throw new AppError(
    "quota_exceeded",
    `The plan ${plan.name} has ${limit} ${words[of]}: ${taken} are there${rest}.`,
    {
      sent: false,
      next: `Remove one, or see what the plans have: ${services.settings.publicUrl}/billing`,
      details: { meter: of, limit },
    },
  );
}
