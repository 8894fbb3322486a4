import type { AuditActor } from "../../audit/index.ts";

/** Whom the audit names where something follows from what Stripe says. */
export function stripeActor(organizationId: string): AuditActor {
  return { organizationId, kind: "system", id: null, address: null, requestId: null };
}
