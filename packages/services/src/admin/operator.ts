import type { AuditActor } from "../audit/index.ts";

/** The person at the server's own machine, who proved it with the operator token. */
export function operator(organizationId: string): AuditActor {
  return { organizationId, kind: "operator", id: null, address: null, requestId: null };
}
