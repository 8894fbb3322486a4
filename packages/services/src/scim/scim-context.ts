import type { Transaction } from "@patchops/db";
import type { AuditActor } from "../audit/index.ts";
import type { Visit } from "../context.ts";

/** The token that a directory came with. */
interface ScimToken {
  organizationId: string;
  id: string;
  name: string;
}

/** A request of an organization's directory: the first argument of every verb that only directories ask for. The token is the right to it. */
export interface ScimContext extends Visit {
  token: ScimToken;
}

export function scimActor({ token, address, requestId }: ScimContext): AuditActor {
  return { organizationId: token.organizationId, kind: "scim", id: token.id, address, requestId };
}

/** What a verb reads the organization's rows with. */
export interface Place {
  trx: Transaction;
  organizationId: string;
}
