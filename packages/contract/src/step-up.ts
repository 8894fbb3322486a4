import { z } from "zod";
import type { Scope } from "./access.ts";
import type { Verb } from "./verb-access.ts";

/** How long it counts that a person has proved who they are. */
export const proofMinutes = 10;

/**
 * What a browser may do only within that time: else whoever finds it open could stay in the account. A key may do of it what
 * its scopes say, for which its person gave the proof. A change of the password proves itself: it asks for the old one.
 */
export const dangerousVerbs = [
  "account.addPasskey",
  "account.linkLogin",
  "account.remove",
  "account.removePasskey",
  "account.unlinkLogin",
  "admin.impersonate",
  "admin.removeOldKeys",
  "admin.rotateMasterKey",
  "admin.rotateSigningKeys",
  "apiKey.create",
  "dataExport.link",
  "dataExport.start",
  "organization.remove",
  "organization.transfer",
  "scim.createToken",
  "singleSignOn.setProvider",
] as const satisfies readonly Verb[];
export type DangerousVerb = (typeof dangerousVerbs)[number];

/** Keys with one of these are made with a proof alone; for others none is asked. */
export const dangerousScopes: readonly Scope[] = [
  "connections:manage",
  "organization:manage",
  "data:export",
  "approvals:decide",
  "policies:manage",
  "keys:manage",
];

export const proveInput = z.object({ password: z.string().min(1).max(256) });
export type ProveInput = z.infer<typeof proveInput>;
